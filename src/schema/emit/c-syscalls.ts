import type { SyscallDef } from '../syscall.js';
import { AARCH64_SYSCALLS } from '../syscalls/aarch64.js';
import { HOT_SYSCALLS } from '../syscalls/hot.js';
import { X86_64_SYSCALLS } from '../syscalls/x86_64.js';
import { banner } from './banner.js';

/** System call tables by the name that their header carries. */
export const SYSCALL_TABLES: Readonly<Record<string, readonly SyscallDef[]>> = {
  x86_64: X86_64_SYSCALLS,
  aarch64: AARCH64_SYSCALLS,
};

const row = ({ nr, name, code, enter, exit }: SyscallDef): string =>
  `\t[${nr}] = { ${code}, ${enter ? `EVT_${enter}` : 'EVT_GENERIC_E'}, ${exit ? `EVT_${exit}` : 'EVT_GENERIC_X'} }, /* ${name} */`;

/** The events of calls that are made most, as X(CODE). */
function hotRows(end: 'enter' | 'exit', table: readonly SyscallDef[]): string {
  const codes = table.flatMap((one) => (HOT_SYSCALLS.has(one.name) ? (one[end] ?? []) : []));
  return [...new Set(codes)].map((code) => `\tX(${code})`).join(' \\\n');
}

/** syscalls_<arch>.h: number of a system call to its code and its two events. */
export function renderSyscalls(arch: string, table: readonly SyscallDef[]): string {
  return [
    `${banner(`src/schema/syscalls/${arch}.ts`)}#define SYSCALL_ROWS \\`,
    ...table.map((one, index) => row(one).replace(/ \/\*.*/, index === table.length - 1 ? '' : ' \\')),
    '',
    '/* The events of calls that are made most (hot.ts), as X(CODE). */',
    `#define HOT_ENTERS(X) \\\n${hotRows('enter', table)}`,
    '',
    `#define HOT_EXITS(X) \\\n${hotRows('exit', table)}`,
    '',
  ].join('\n');
}
