// HOT: once per row. No allocation but for a new pair of types, no bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import { findParam } from '../../decode/param-index.js';
import { hasResult } from '../../fields/result.js';
import { type Argument, argumentPlan } from '../../output/ndjson/argument-plan.js';
import { enterArguments, writeArgument } from '../../output/ndjson/arguments.js';
import { EVENTS } from '../../schema/events.js';
import { valueKind } from '../../schema/value-kind.js';
import type { Evt } from '../../state/evt.js';

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;

/** Arguments of an event type, but those that have columns of their own: the descriptor, the result, the data. */
function ownArguments(type: number, isEnd: boolean): readonly Argument[] {
  const params = EVENTS[type]?.allParams ?? [];
  return argumentPlan(type).all.filter(({ index }) => {
    const param = params[index];
    if (param === undefined || (isEnd && index === 0)) return false;
    return !(param.name === 'fd' && param.type === 'fd') && valueKind(param) !== 'data';
  });
}

/** By event type, and with results or without. */
const OWN: (readonly Argument[] | undefined)[][] = [[], []];
/** By type of the enter event, for each of its arguments: its index in exit events; NONE if they have none of the name. */
const AT_EXIT: (Int32Array | undefined)[] = [];
const NONE = 0x7fffffff;

function argumentsOf(type: number, isEnd: boolean): readonly Argument[] {
  const known = OWN[isEnd ? 1 : 0] as (readonly Argument[] | undefined)[];
  let found = known[type];
  if (found === undefined) {
    found = ownArguments(type, isEnd);
    known[type] = found;
  }
  return found;
}

function indexesAtExit(type: number): Int32Array {
  let found = AT_EXIT[type];
  if (found === undefined) {
    const params = EVENTS[type]?.allParams ?? [];
    found = Int32Array.from(params, ({ name }) => {
      const index = findParam(type + 1, name);
      return index < 0 ? NONE : index;
    });
    AT_EXIT[type] = found;
  }
  return found;
}

function writeOne(argument: Argument, out: ByteText, start: number): void {
  if (out.length > start) out.addByte(COMMA);
  out.addChunk(argument.name);
  out.addByte(COLON);
  writeArgument(argument, out);
}

/** Writes the arguments of an enter event that its exit event has not. */
function writeEntered(enter: Evt, exit: Evt, out: ByteText, start: number): void {
  const { type, paramCount } = enter.view;
  const args = argumentsOf(type, false);
  const atExit = indexesAtExit(type);
  enterArguments(enter);
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as Argument;
    const isAtExit = (atExit[argument.index] as number) < exit.view.paramCount;
    if (argument.index < paramCount && !isAtExit) writeOne(argument, out, start);
  }
}

/**
 * Writes the arguments of a call as a JSON object, with the values of NDJSON: those of its enter event, unless `enter` is null, then
 * those of its end. What columns say is left out.
 */
export function writeCallArgs(evt: Evt, enter: Evt | null, out: ByteText): void {
  out.addByte(OPEN);
  const start = out.length;
  if (enter !== null) writeEntered(enter, evt, out, start);
  const { type, paramCount } = evt.view;
  const args = argumentsOf(type, hasResult(evt));
  enterArguments(evt);
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as Argument;
    if (argument.index < paramCount) writeOne(argument, out, start);
  }
  out.addByte(CLOSE);
}
