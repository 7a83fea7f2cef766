import { arch } from 'node:os';
import { expect, test } from '@jest/globals';
import { checkOptions } from '../../../src/cli/options/run-options.js';
import { stateNeeds } from '../../../src/cli/run/state-needs.js';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { fieldClass } from '../../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { registerConditions } from '../../../src/filter/register-condition.js';
import { syscallInterest } from '../../../src/run/interest.js';
import { passesOnlyOpens } from '../../../src/run/opens-only.js';
import { MACHINE } from '../../../src/run/sources.js';
import { EVENTS } from '../../../src/schema/events.js';
import { AARCH64_SYSCALLS } from '../../../src/schema/syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../../../src/schema/syscalls/x86_64.js';

const SYSCALLS = arch() === 'arm64' ? AARCH64_SYSCALLS : X86_64_SYSCALLS;
const BOTH = 3;
const ENTER = 1;
const STATE = 4;
const CHANGE = 8;
const OPENS = 16;
const DIRECTORIES = 32;
const DESCRIPTORS = 64;
const HOLD = 128;

function interest(filter: string, namesDescriptors = true, context = DEFAULT_FIELD_CONTEXT) {
  const bits = syscallInterest(compileFilter(filter, context), {
    namesDescriptors,
    notesUse: false,
    listsDescriptors: false,
  });
  return (name: string): number | undefined => bits[SYSCALLS.find((def) => def.name === name)?.nr ?? -1];
}

test('a filter on one type needs that call, and the calls that update the state', () => {
  const bits = interest('evt.type=write');
  expect({ write: bits('write'), read: bits('read') }).toEqual({ write: BOTH, read: 0 });
  expect({ close: bits('close'), openat: bits('openat'), clone: bits('clone') }).toEqual({
    close: BOTH | STATE | DESCRIPTORS,
    openat: BOTH | STATE | DESCRIPTORS | OPENS | HOLD,
    clone: BOTH | STATE | CHANGE,
  });
});

test('exits need their enters, which have parameters and time; enters do not need exits', () => {
  expect(interest('evt.type=write and evt.dir=<')('write')).toBe(BOTH);
  expect(interest('evt.type=write and evt.dir=>')('write')).toBe(ENTER);
});

test('enters wait for their exits if only the end of the call decides, and nothing else needs them', () => {
  const holds = (filter: string, ...names: readonly string[]): readonly boolean[] =>
    names.map((name) => ((interest(filter)(name) ?? 0) & HOLD) !== 0);
  expect(holds('evt.failed=true', 'read', 'openat', 'stat', 'statx', 'sync')).toEqual(Array(5).fill(true));
  // state needs these enters, or the exit whatever its result is, or the call has no result
  expect(holds('evt.failed=true', 'close', 'execve', 'clone', 'dup', 'getsockname')).toEqual(Array(5).fill(false));
  expect(holds('evt.dir=< and evt.rawres=0', 'read')).toEqual([true]);
  expect(holds('evt.latency>10000', 'read', 'sync', 'close')).toEqual([true, true, false]);
  // the kernel does not reject these exits by their results or latencies, or the enter may pass
  expect(holds('evt.dir=<', 'read', 'openat')).toEqual([false, true]);
  expect(holds('evt.dir=< and fd.num=3', 'read')).toEqual([false]);
  expect(holds('evt.failed=true or evt.type=read', 'read', 'write')).toEqual([false, true]);
});

test('a field of a source that does not declare its demands needs all calls, and the kernel does not filter by it', () => {
  const fields = fieldClass('made', [
    { name: 'made.up', type: 'int64', display: 'Made', description: 'For this test.', bind: () => () => 1 },
  ]);
  const registry = BUILT_IN_FIELDS.with({ name: 'made', kinds: [], fields, defaultFormat: null });
  const context = { ...DEFAULT_FIELD_CONTEXT, registry };
  const bits = interest('made.up=1', true, context);
  for (const name of ['read', 'write', 'fstat', 'getpid', 'sync']) expect(bits(name)).toBe(BOTH);
  const filter = compileFilter('made.up=1 and evt.type=openat', context);
  expect(
    EVENTS.map(({ id }) => registerConditions(filter)(id)).filter((condition) => typeof condition !== 'boolean'),
  ).toEqual([]);
  const options = {
    ...checkOptions({ print: '%evt.num' }, []),
    sources: [{ ...MACHINE, brings: { name: 'made', kinds: [], fields, defaultFormat: null } }],
  };
  const plain = compileFilter('evt.type=openat', context);
  const all = { namesDescriptors: true, notesUse: true, listsDescriptors: false };
  expect(stateNeeds(options, plain)).toEqual({ namesDescriptors: false, notesUse: false, listsDescriptors: false });
  expect(stateNeeds(options, filter)).toEqual(all);
  expect(stateNeeds({ ...options, format: '%made.up' }, plain)).toEqual(all);
});

test('calls at whose descriptors no path begins are not recorded if only opens need names', () => {
  const bits = interest('evt.type=openat', false);
  const recorded = (...names: readonly string[]) => names.filter((name) => bits(name) !== 0);
  expect(recorded('socket', 'connect', 'recvmsg', 'pipe2', 'eventfd2', 'memfd_create', 'bpf', 'mount', 'mmap')).toEqual(
    [],
  );
  const kept = [
    'dup',
    'dup3',
    'fcntl',
    'close_range',
    'chdir',
    'fchdir',
    'pidfd_open',
    'pidfd_getfd',
    'fsmount',
    'execve',
    'prctl',
  ];
  expect(recorded(...kept)).toEqual(kept);
});

test('a filter that does not depend on types needs all calls', () => {
  const bits = interest('proc.name=nginx');
  for (const name of ['read', 'write', 'fstat', 'getpid', 'sync']) expect(bits(name)).toBe(BOTH);
});

test('calls without their own event are distinguished by name', () => {
  const bits = interest('evt.type=sync');
  expect({ sync: bits('sync'), getitimer: bits('getitimer') }).toEqual({ sync: BOTH, getitimer: 0 });
});

test('state needs only the opens of directories if no other descriptors need names', () => {
  const openings = interest('evt.type=openat', false);
  expect([openings('openat'), openings('open'), openings('close')]).toEqual([
    BOTH | STATE | DESCRIPTORS | OPENS | DIRECTORIES,
    BOTH | STATE | DESCRIPTORS | OPENS | DIRECTORIES | HOLD,
    BOTH | STATE | DESCRIPTORS,
  ]);
  const passes = (filter: string) => passesOnlyOpens(compileFilter(filter, DEFAULT_FIELD_CONTEXT));
  expect(passes('evt.type in (open, openat, openat2, creat, open_by_handle_at)')).toBe(true);
  expect(passes('evt.type in (openat, read)')).toBe(false);
  expect(passes('fd.name startswith /etc')).toBe(false);
});
