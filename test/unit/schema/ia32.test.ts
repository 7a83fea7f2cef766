import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ia32Code } from '../../../src/schema/emit/c-ia32.js';
import { SYSCALL_CODE_NAMES } from '../../../src/schema/syscall-codes.js';
import { IA32_SYSCALLS, IPC_CALLS, SOCKETCALLS } from '../../../src/schema/syscalls/ia32.js';
import { X86_64_SYSCALLS } from '../../../src/schema/syscalls/x86_64.js';
import { describeIf } from '../../helpers/prerequisites.js';

const HEADER = '/usr/include/x86_64-linux-gnu/asm/unistd_32.h';
const native = new Set(X86_64_SYSCALLS.map(({ name }) => name));

/** Numbers by name, from a kernel header. */
function numbersOf(header: string): ReadonlyMap<string, number> {
  const lines = readFileSync(header, 'latin1').matchAll(/^#define __NR_(\w+) (\d+)$/gm);
  return new Map([...lines].map(([, name = '', nr]) => [name, Number(nr)]));
}

describe('the 32-bit table of x86_64', () => {
  it('has each number and each name once', () => {
    expect(new Set(IA32_SYSCALLS.map(({ nr }) => nr)).size).toBe(IA32_SYSCALLS.length);
    expect(new Set(IA32_SYSCALLS.map(({ name }) => name)).size).toBe(IA32_SYSCALLS.length);
  });

  it('names an existing x86_64 call for each equivalent', () => {
    const named = IA32_SYSCALLS.filter(({ name, as }) => name !== as).map(({ as }) => as);
    expect(named.filter((name) => !native.has(name))).toEqual([]);
  });

  it('records every call that x86_64 has under the same name as that call', () => {
    expect(IA32_SYSCALLS.filter(({ name, as }) => name !== as && native.has(name))).toEqual([]);
  });

  it('has a code for every call that a kernel has: its own if captures have one', () => {
    for (const row of IA32_SYSCALLS.filter(({ layout }) => layout !== 'none'))
      expect([row.name, row.as]).toContain(SYSCALL_CODE_NAMES[ia32Code(row)]);
  });

  it('has the calls behind socketcall and ipc', () => {
    expect(SOCKETCALLS.map(({ nr }) => nr)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect([...SOCKETCALLS, ...IPC_CALLS].filter(({ name }) => !native.has(name))).toEqual([]);
  });
});

describeIf(existsSync(HEADER))(`the 32-bit table and the kernel's own (needs ${HEADER})`, () => {
  it('agree on every number in the header', () => {
    const numbers = numbersOf(HEADER);
    const ours = IA32_SYSCALLS.filter(({ name }) => numbers.has(name)).map(({ nr, name }) => [name, nr] as const);
    expect(new Map(ours)).toEqual(numbers);
  });
});
