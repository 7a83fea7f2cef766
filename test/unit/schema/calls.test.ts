import { expect, it } from '@jest/globals';
import type { CallArg, CallDef } from '../../../src/schema/calls/call.js';
import { CALLS } from '../../../src/schema/calls/calls.js';
import { EVENTS } from '../../../src/schema/events.js';
import { SYSCALL_CODE_NAMES } from '../../../src/schema/syscall-codes.js';
import { AARCH64_SYSCALLS } from '../../../src/schema/syscalls/aarch64.js';
import { IA32_SYSCALLS } from '../../../src/schema/syscalls/ia32.js';
import { X86_64_SYSCALLS } from '../../../src/schema/syscalls/x86_64.js';
import { DELIBERATE_NAMES, namesFor } from '../../helpers/argument-names.js';
import { callFormats } from '../../helpers/call-formats.js';
import { hasManPages, manPageArgs } from '../../helpers/man-pages.js';
import { describeIf } from '../../helpers/prerequisites.js';

const FORMATS = callFormats();

/** Calls that their own multiplexer or table entry stands for. */
const MULTIPLEXERS: ReadonlySet<string> = new Set(['socketcall', 'ipc']);

it('has a row for each system call without an event of its own', () => {
  const native = new Set(X86_64_SYSCALLS.map(({ name }) => name));
  const bare = [...X86_64_SYSCALLS, ...AARCH64_SYSCALLS].filter(({ enter }) => enter === undefined);
  const narrow = IA32_SYSCALLS.filter(({ as, layout }) => layout !== 'none' && !native.has(as as never));
  const names = new Set([...bare, ...narrow].map(({ name }) => name).filter((name) => !MULTIPLEXERS.has(name)));
  expect(CALLS.map(({ name }) => name).sort()).toEqual([...names].sort());
});

it('has no row for a call with events of its own', () => {
  const own = new Set<string>(
    [...X86_64_SYSCALLS, ...AARCH64_SYSCALLS].filter(({ enter }) => enter).map(({ name }) => name),
  );
  expect(CALLS.filter(({ name }) => own.has(name))).toEqual([]);
});

it('names the calls as captures do', () => {
  for (const { name } of CALLS) expect(SYSCALL_CODE_NAMES).toContain(name);
});

it('has a path only after its directory', () => {
  for (const row of EVENTS.filter(({ code }) => code.startsWith('CALL_')))
    for (const [index, param] of row.params.entries())
      if (param.type === 'fsrelpath') expect(row.params[index - 1]).toMatchObject({ type: 'fd' });
});

const registersOf = ({ args, registers }: CallDef): readonly (readonly CallArg[])[] =>
  Array.from({ length: registers }, (_, at) => args.filter(({ register }) => register === at));

const BEHIND_POINTER: ReadonlySet<string> = new Set(['TEXT', 'BYTES', 'WORD', 'TIMESPEC', 'TIMEVAL', 'RESULT']);

/** Whether a value can be what the kernel says about the argument. */
function fits({ fetch, param }: CallArg, type: string): boolean {
  if (/\*/.test(type)) return BEHIND_POINTER.has(fetch) || param.base === 'hex';
  if (BEHIND_POINTER.has(fetch)) return false;
  if (/^(unsigned )?(int|u32|__u32|__s32|rwf_t|mqd_t|clockid_t|.*pid_t|.*_t)$/.test(type)) return true;
  // a flag word of a long holds no more than 32 bits
  return ['LONG', 'U64', 'U32', 'INT'].includes(fetch);
}

/** Names of descriptors in the kernel. */
const DESCRIPTOR =
  /^(u|e|f|p|ep|fs_|dir|from_|to_|group_|pid|ruleset_|fanotify_|kernel_|initrd_)?d?fd(in|out)?$|^mqdes$/;

describeIf(FORMATS.size > 0)('the rows and the kernel', () => {
  const known = CALLS.flatMap((row) => {
    const format = FORMATS.get(row.name);
    return format === undefined ? [] : [[row.name, row, format] as const];
  });

  it('has most calls', () => expect(known.length).toBeGreaterThan(180));

  it.each(known)('agree on the arguments of %s', (_, row, format) => {
    const registers = registersOf(row);
    expect(registers).toHaveLength(format.length);
    format.forEach(({ type, name }, at) => {
      const values = registers[at] ?? [];
      expect(values.length).toBeGreaterThan(0);
      for (const value of values) expect([name, type, value, fits(value, type)]).toEqual([name, type, value, true]);
      const isRange = row.name === 'close_range';
      if (!/\*/.test(type) && !isRange)
        expect([name, values[0]?.param.type === 'fd']).toEqual([name, DESCRIPTOR.test(name)]);
    });
  });
});

/** Names by the registers of a call. What a pointer gives several values for has no name of its own. */
const namesOf = (row: CallDef): readonly (string | null)[] =>
  registersOf(row).map((values) => (values.length === 1 ? (values[0]?.param.name ?? null) : null));

describeIf(FORMATS.size > 0 && hasManPages())('names of arguments', () => {
  const known = CALLS.filter(({ name }) => FORMATS.has(name));

  it.each(known.map((row) => [row.name, row] as const))('are those of the kernel or the man page: %s', (call, row) => {
    const page = manPageArgs(call);
    namesOf(row).forEach((name, at) => {
      const kernel = FORMATS.get(call)?.[at]?.name ?? '';
      if (name !== null) expect(namesFor(call, kernel, page[at])).toContain(name);
    });
  });

  it('come from most man pages', () => {
    expect(known.filter(({ name }) => manPageArgs(name).length > 0).length).toBeGreaterThan(120);
  });

  it('differ on purpose only where they differ', () => {
    const differing = known.flatMap((row) => {
      const [kernel, page] = [FORMATS.get(row.name) ?? [], manPageArgs(row.name)];
      const places = kernel.filter(({ name }, at) => {
        const own = namesOf(row)[at];
        return own !== null && own !== undefined && ![name, page[at]].includes(own);
      });
      return places.map(({ name }) => `${row.name}.${name}`);
    });
    for (const name of DELIBERATE_NAMES) expect(differing).toContain(name);
  });
});
