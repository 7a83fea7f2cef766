import { CALL_FETCHES, type CallArg, type CallDef } from '../calls/call.js';
import { CALLS, enterArgs } from '../calls/calls.js';
import { SYSCALL_CODE_NAMES } from '../syscall-codes.js';
import { banner } from './banner.js';

/** Registers of a call, and values of one at most. */
const REGISTERS = 6;
const MAX_VALUES = 8;

function renderArg({ fetch, register, detail }: CallArg): string {
  return `{ CALL_${fetch}, ${register}, ${detail} }`;
}

function renderRow(def: CallDef): string {
  const { name, args, registers } = def;
  const code = SYSCALL_CODE_NAMES.indexOf(name);
  if (code < 0) throw new Error(`captures have no code for ${name}`);
  if (registers > REGISTERS || args.length > MAX_VALUES) throw new Error(`${name} has too many arguments`);
  const counts = `1, ${enterArgs(def).length}, ${args.length}`;
  return `\t[${code}] = { ${counts}, { ${args.map(renderArg).join(', ')} } }, /* ${name} */`;
}

/** calls.h: the values of the calls without an event of their own, by system call code. */
export function renderCalls(): string {
  const fetches = CALL_FETCHES.map(({ name, doc }, index) => `#define CALL_${name} ${index} /* ${doc} */`);
  const rows = CALLS.map(renderRow);
  return [
    `${banner('src/schema/calls')}/* How a value is fetched. */`,
    ...fetches,
    '',
    `#define CALL_VALUES ${MAX_VALUES}`,
    '',
    '#define CALL_ROWS \\',
    ...rows.map((row, index) => row.replace(/ \/\*.*/, index === rows.length - 1 ? '' : ' \\')),
    '',
  ].join('\n');
}
