import { arch } from 'node:os';
import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { passesOnlyOpens, syscallInterest } from '../../../src/run/interest.js';
import { AARCH64_SYSCALLS } from '../../../src/schema/syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../../../src/schema/syscalls/x86_64.js';

const SYSCALLS = arch() === 'arm64' ? AARCH64_SYSCALLS : X86_64_SYSCALLS;
const BOTH = 3;
const ENTER = 1;
const STATE = 4;
const CHANGE = 8;
const OPENS = 16;
const DIRECTORIES = 32;

function interest(filter: string, namesDescriptors = true): (name: string) => number | undefined {
  const bits = syscallInterest(compileFilter(filter, DEFAULT_FIELD_CONTEXT), { namesDescriptors });
  return (name) => bits[SYSCALLS.find((def) => def.name === name)?.nr ?? -1];
}

test('a filter on one type wants that call, and what keeps the state true', () => {
  const bits = interest('evt.type=write');
  expect({ write: bits('write'), read: bits('read') }).toEqual({ write: BOTH, read: 0 });
  expect({ close: bits('close'), openat: bits('openat'), clone: bits('clone') }).toEqual({
    close: BOTH | STATE,
    openat: BOTH | STATE | OPENS,
    clone: BOTH | STATE | CHANGE,
  });
});

test('exits bring their enters, which hold parameters and time; enters do not need exits', () => {
  expect(interest('evt.type=write and evt.dir=<')('write')).toBe(BOTH);
  expect(interest('evt.type=write and evt.dir=>')('write')).toBe(ENTER);
});

test('a filter that says nothing of types wants everything', () => {
  const bits = interest('proc.name=nginx');
  for (const name of ['read', 'write', 'fstat', 'getpid', 'sync']) expect(bits(name)).toBe(BOTH);
});

test('calls without an event of their own are told apart by name', () => {
  const bits = interest('evt.type=sync');
  expect({ sync: bits('sync'), getitimer: bits('getitimer') }).toEqual({ sync: BOTH, getitimer: 0 });
});

test('of what opens files state wants directories only where nobody asks for other descriptors', () => {
  const openings = interest('evt.type=openat', false);
  expect([openings('openat'), openings('open'), openings('close')]).toEqual([
    BOTH | STATE | OPENS | DIRECTORIES,
    BOTH | STATE | OPENS | DIRECTORIES,
    BOTH | STATE,
  ]);
  const passes = (filter: string) => passesOnlyOpens(compileFilter(filter, DEFAULT_FIELD_CONTEXT));
  expect(passes('evt.type in (open, openat, openat2, creat, open_by_handle_at)')).toBe(true);
  expect(passes('evt.type in (openat, read)')).toBe(false);
  expect(passes('fd.name startswith /etc')).toBe(false);
});
