import type { SyscallDef } from '../syscall.js';
import { SYSCALL_CODE_NAMES } from '../syscall-codes.js';
import {
  IA32_LAYOUTS,
  IA32_SYSCALLS,
  type Ia32Def,
  type Ia32Layout,
  IPC_CALLS,
  type MultiplexedDef,
  SOCKETCALLS,
  type SocketcallDef,
} from '../syscalls/ia32.js';
import { X86_64_SYSCALLS } from '../syscalls/x86_64.js';
import { banner } from './banner.js';
import { upperSnake } from './upper-snake.js';

/** Layouts of calls that have no x86_64 number: they are recorded by name only, or not at all. */
const WITHOUT_NUMBER: ReadonlySet<Ia32Layout> = new Set(['none', 'socketcall', 'ipc', 'bare']);

const native = new Map<string, SyscallDef>(X86_64_SYSCALLS.map((row) => [row.name, row]));
const layoutName = (layout: Ia32Layout): string => `IA32_${upperSnake(layout)}`;

function nativeOf({ name }: MultiplexedDef): SyscallDef {
  const row = native.get(name);
  if (row === undefined) throw new Error(`x86_64 has no system call ${name}`);
  return row;
}

/**
 * The code of a call: its own, or that of the call that it is recorded as; 0 if it is not recorded. Throws if captures have no code
 * for either.
 */
export function ia32Code({ name, as, layout }: Ia32Def): number {
  if (layout === 'none') return 0;
  const own = SYSCALL_CODE_NAMES.indexOf(name);
  const code = own >= 0 ? own : native.get(as)?.code;
  if (code === undefined) throw new Error(`captures have no code for ${name} nor for ${as}`);
  return code;
}

function renderRow(row: Ia32Def): string {
  const nr = WITHOUT_NUMBER.has(row.layout) ? undefined : native.get(row.as)?.nr;
  return `[${row.nr}] = { ${nr ?? 'SYSCALL_MAX'}, ${ia32Code(row)}, ${layoutName(row.layout)} },`;
}

const renderSocketcall = (row: SocketcallDef): string => `[${row.nr}] = { ${nativeOf(row).nr}, ${row.count} },`;
const renderIpc = (row: MultiplexedDef): string => `[${row.nr}] = ${nativeOf(row).code},`;
const table = (name: string, rows: readonly string[]): string =>
  `#define ${name} \\\n${rows.map((row) => `\t${row}`).join(' \\\n')}\n`;

/** syscalls_ia32.h: for each 32-bit system call number the x86_64 number, its code in a capture, and its argument layout. */
export function renderIa32(): string {
  const layouts = IA32_LAYOUTS.map(({ name, doc }, index) => `#define ${layoutName(name)} ${index} /* ${doc} */`);
  return [
    `${banner('src/schema/syscalls/ia32.ts')}${layouts.join('\n')}\n`,
    table('IA32_ROWS', IA32_SYSCALLS.map(renderRow)),
    table('IA32_SOCKETCALLS', SOCKETCALLS.map(renderSocketcall)),
    table('IA32_IPC_CODES', IPC_CALLS.map(renderIpc)),
  ].join('\n');
}
