import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { SYSCALL_CODE_NAMES } from '../../../src/schema/syscall-codes.js';
import { AARCH64_SYSCALLS } from '../../../src/schema/syscalls/aarch64.js';
import { X86_64_SYSCALLS } from '../../../src/schema/syscalls/x86_64.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

const TABLES = { x86_64: X86_64_SYSCALLS, aarch64: AARCH64_SYSCALLS } as const;
const ARCHITECTURES = ['x86_64', 'aarch64'] as const;

it.each(ARCHITECTURES)('pairs enter and exit events of the same name on %s', (arch) => {
  for (const row of TABLES[arch]) {
    if (row.enter === undefined || row.exit === undefined) continue;
    expect(EVT[row.exit]).toBe(EVT[row.enter] + 1);
    expect(EVENTS[EVT[row.enter]]?.name).toBe(EVENTS[EVT[row.exit]]?.name);
  }
});

it.each(ARCHITECTURES)('has each number once and a named code for each on %s', (arch) => {
  const numbers = TABLES[arch].map((row) => row.nr);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const row of TABLES[arch]) expect(SYSCALL_CODE_NAMES[row.code]).toBeTruthy();
});

describeWithShared('the system call tables and the reference', () => {
  type Row = { name: string; ppm_sc: number; enterType: number; exitType: number };
  const read = (): Record<(typeof ARCHITECTURES)[number], Record<string, Row>> & { ppm_sc: Record<string, string> } =>
    JSON.parse(readFileSync(sharedPath('reference', 'scap', 'syscalls.json'), 'utf8')) as ReturnType<typeof read>;

  it.each(ARCHITECTURES)('agree on every row of %s', (arch) => {
    const ours = TABLES[arch].map((row) => [
      row.nr,
      row.name,
      row.code,
      row.enter === undefined ? 0 : EVT[row.enter],
      row.exit === undefined ? 1 : EVT[row.exit],
    ]);
    const theirs = Object.entries(read()[arch]).map(([nr, row]) => [
      Number(nr),
      row.name,
      row.ppm_sc,
      row.enterType,
      row.exitType,
    ]);
    expect(ours).toEqual(theirs);
  });

  it('agree on the name of every code', () => {
    expect(Object.fromEntries(SYSCALL_CODE_NAMES.map((name, code) => [String(code), name]))).toEqual(read().ppm_sc);
  });
});
