import type { FlagEntry } from '../flag-table.js';
import { banner } from './banner.js';
import { FLAG_TRANSLATORS, type FlagTranslator } from './flag-translators.js';

/** Kernel headers that define the macros used below. */
const HEADERS = [
  'asm/resource.h',
  'asm/socket.h',
  'linux/dqblk_xfs.h',
  'linux/fcntl.h',
  'linux/fs.h',
  'linux/io_uring.h',
  'linux/memfd.h',
  'linux/mman.h',
  'linux/module.h',
  'linux/openat2.h',
  'linux/poll.h',
  'linux/ptrace.h',
  'linux/quota.h',
  'linux/sched.h',
  'linux/sem.h',
  'linux/stat.h',
];

/** Constants that those headers define for 32-bit callers only. */
const NARROW_MACROS = ['F_GETLK64 12', 'F_SETLK64 13', 'F_SETLKW64 14'];

function renderEntry([scapName, value]: FlagEntry, { kind, spelled }: FlagTranslator): string {
  const name = spelled?.[scapName] ?? scapName;
  const test =
    kind === 'bits'
      ? `\tif (value & ${name})\n\t\tscap |= ${value}u;`
      : `\tif (value == ${name})\n\t\treturn ${value}u;`;
  return `#ifdef ${name}\n${test}\n#endif`;
}

function renderTranslator(translator: FlagTranslator): string {
  const { table, kind, otherwise = '0', without = [] } = translator;
  const entries = table.entries
    .filter(([name]) => !without.includes(name))
    .map((entry) => renderEntry(entry, translator));
  return [
    `static __always_inline u32 ${table.name}__to_scap(u64 value)`,
    '{',
    ...(kind === 'bits' ? ['\tu32 scap = 0;', ''] : []),
    ...entries,
    kind === 'bits' ? '\treturn scap;' : `\treturn ${otherwise};`,
    '}',
    '',
  ].join('\n');
}

/** flags.bpf.h: translates the kernel's constants to those of a capture. */
export function renderFlags(): string {
  const includes = HEADERS.map((header) => `#include <${header}>`).join('\n');
  return [
    banner('src/schema/flags').trimEnd(),
    // ptrace's register structure has the same name as the kernel's own, which kernel_types.h defines.
    '#define pt_regs ptrace_regs',
    includes,
    '#undef pt_regs',
    ...NARROW_MACROS.map((macro) => `#define ${macro}`),
    '#include "../kernel_types.h"',
    '',
    FLAG_TRANSLATORS.map(renderTranslator).join('\n'),
  ].join('\n');
}
