import type { SyscallDef } from '../syscall.js';
import { AARCH64_SYSCALLS } from '../syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../syscalls/x86_64.js';
import { banner } from './banner.js';

/** System call tables by the architecture name in their header. */
export const SYSCALL_TABLES: Readonly<Record<string, readonly SyscallDef[]>> = {
  x86_64: X86_64_SYSCALLS,
  aarch64: AARCH64_SYSCALLS,
};

const row = ({ nr, name, code, enter, exit }: SyscallDef): string =>
  `\t[${nr}] = { ${code}, ${enter ? `EVT_${enter}` : 'EVT_GENERIC_E'}, ${exit ? `EVT_${exit}` : 'EVT_GENERIC_X'} }, /* ${name} */`;

/** syscalls_<arch>.h: for each system call number its code and its two events. */
export function renderSyscalls(arch: string, table: readonly SyscallDef[]): string {
  return [
    `${banner(`src/schema/syscalls/${arch}.ts`)}#define SYSCALL_ROWS \\`,
    ...table.map((one, index) => row(one).replace(/ \/\*.*/, index === table.length - 1 ? '' : ' \\')),
    '',
  ].join('\n');
}
