import { arg, type Fetch, int, RET } from '../bodies/fetch.js';
import type { CallArg, CallFetch } from './call.js';
import { CALLS, enterArgs } from './calls.js';

/** Fetches that are the register itself, or its lower bytes; a long is sign-extended for 32-bit callers. */
const OF_REGISTER: ReadonlySet<CallFetch> = new Set(['U8', 'U32', 'U64']);

function fetchOf({ fetch, register }: CallArg): Fetch | undefined {
  if (fetch === 'INT') return int(register);
  return OF_REGISTER.has(fetch) ? arg(register) : undefined;
}

/** Where the probe gets a parameter of the row `row` of callEvents from; undefined if it is no register. */
export function callFetch(row: number, index: number): Fetch | undefined {
  const def = CALLS[row >> 1];
  if (def === undefined) return undefined;
  const isExit = (row & 1) === 1;
  if (isExit && index === 0) return RET;
  const found = isExit ? def.args[index - 1] : enterArgs(def)[index];
  return found === undefined ? undefined : fetchOf(found);
}
