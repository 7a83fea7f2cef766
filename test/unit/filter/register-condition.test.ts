import { describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { ConditionProgram, END } from '../../../src/filter/condition-program.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { PATH_OUTCOME } from '../../../src/filter/path-condition.js';
import { type Condition, RELATION, registerConditions, withoutResult } from '../../../src/filter/register-condition.js';
import { EVT, type EventCode } from '../../../src/schema/events.js';

const STEP_BYTES = 16;
const condition = (filter: string, code: EventCode): Condition =>
  registerConditions(compileFilter(filter, DEFAULT_FIELD_CONTEXT))(EVT[code]);

/** Registers of a call: arguments 0 to 5, then the result, nothing, and the latency. */
type Registers = readonly bigint[];

/** Runs a program as the probe does (native/ebpf/condition.bpf.h). */
function holds(filter: string, code: EventCode, registers: Registers): boolean {
  const program = new ConditionProgram();
  let at = program.add(condition(filter, code));
  while (at > END.FAILS) {
    const step = program.steps.subarray(at * STEP_BYTES, (at + 1) * STEP_BYTES);
    const bits = 64 - step.readUInt8(1);
    const isSigned = step.readUInt8(2) === 1;
    const raw = registers[step.readUInt8(0)] ?? 0n;
    const word = isSigned ? BigInt.asIntN(bits, raw) : BigInt.asUintN(bits, raw);
    const value = isSigned ? step.readBigInt64LE(8) : step.readBigUInt64LE(8);
    const relation = word === value ? RELATION.EQUAL : word < value ? RELATION.LESS : RELATION.GREATER;
    at = (relation & step.readUInt8(3)) === 0 ? step.readUInt16LE(6) : step.readUInt16LE(4);
  }
  return at === END.HOLDS;
}

const MAY_BEGIN = PATH_OUTCOME.BEGINS | PATH_OUTCOME.UNSURE;
const MAY_DIFFER = PATH_OUTCOME.DIFFERS | PATH_OUTCOME.UNSURE;
const path = (argument: number, prefix: string, outcomes: number): Condition => ({
  kind: 'path',
  argument,
  prefix,
  outcomes,
});

const call = (fd: bigint, size: bigint, result: bigint): Registers => [fd, 0n, size, 0n, 0n, 0n, result];

describe('the condition of a filter on the registers of a call', () => {
  test.each<[filter: string, code: EventCode, Registers, boolean]>([
    ['evt.failed=true', 'READ_X', call(3n, 1n, -9n), true],
    ['evt.failed=true', 'READ_X', call(3n, 1n, 0n), false],
    ['evt.failed!=true', 'READ_X', call(3n, 1n, 0n), true],
    ['not evt.failed=true', 'READ_X', call(3n, 1n, -1n), false],
    ['evt.res=EBADF', 'READ_X', call(3n, 1n, -9n), true],
    ['evt.res in (ENOENT, EBADF)', 'READ_X', call(3n, 1n, -2n), true],
    ['evt.res in (ENOENT, EBADF)', 'READ_X', call(3n, 1n, -3n), false],
    ['evt.res=SUCCESS', 'READ_X', call(3n, 1n, -3n), false],
    ['evt.rawres >= 10 and evt.rawres < 20', 'READ_X', call(3n, 1n, 19n), true],
    ['evt.rawres >= 10 and evt.rawres < 20', 'READ_X', call(3n, 1n, 20n), false],
    ['evt.rawres=-1', 'GETUID_X', call(0n, 0n, 0xffffffffn), true],
    ['fd.num=3 or fd.num > 10', 'READ_E', call(3n, 1n, 0n), true],
    ['fd.num=3 or fd.num > 10', 'READ_E', call(4n, 1n, 0n), false],
    // only the lower half of a descriptor counts
    ['fd.num=-1', 'READ_E', call(0x7_ffff_ffffn, 1n, 0n), true],
    ['fd.num=5', 'MMAP_E', [0n, 0n, 0n, 0n, 5n, 0n, 0n], true],
    ['fd.num=5', 'MMAP_E', [5n, 0n, 0n, 0n, 4n, 0n, 0n], false],
    ['evt.rawarg.size > 4294967290', 'READ_E', call(3n, -1n, 0n), true],
    ['evt.type=read and (fd.num=3 or evt.rawres=7) and fd.num!=4', 'READ_X', call(4n, 1n, 7n), false],
    ['evt.latency > 1000', 'READ_X', [...call(3n, 1n, 1n), 0n, 1001n], true],
    ['evt.latency > 1000', 'READ_X', [...call(3n, 1n, 1n), 0n, 1000n], false],
    ['not evt.latency > 1000', 'GENERIC_X', [...call(3n, 1n, 1n), 0n, 1001n], false],
    ['evt.latency < 5000000000', 'READ_X', [...call(3n, 1n, 1n), 0n, 5000000000n], false],
  ])('is evaluated: %s on %s', (filter, code, registers, expected) => {
    expect(holds(filter, code, registers)).toBe(expected);
  });

  test.each<[filter: string, code: EventCode]>([
    ['not fd.num=3', 'READ_E'], // an unknown descriptor passes
    ['fd.num=3 or proc.name=cat', 'READ_E'],
    ['fd.name=/etc/passwd', 'READ_E'],
    ['fd.num=3', 'OPENAT_2_X'], // its descriptor is the one that it returns
    ['evt.res contains E', 'READ_X'],
    // the kernel measures it a little too early
    ['evt.latency = 1000', 'READ_X'],
    ['not evt.latency in (1000)', 'READ_X'],
    ['evt.rawarg.flags=1', 'OPENAT_2_E'], // translated
  ])('is true if registers do not decide: %s on %s', (filter, code) => {
    expect(condition(filter, code)).toBe(true);
  });

  test.each<[filter: string, code: EventCode, Condition]>([
    ['evt.arg.name startswith /etc', 'OPENAT_2_E', path(1, '/etc', MAY_BEGIN)],
    ['evt.rawarg.name = /etc/passwd', 'OPEN_X', path(0, '/etc/passwd', MAY_BEGIN)],
    ['fd.name glob /etc/*.conf', 'OPENAT2_X', path(1, '/etc/', MAY_BEGIN)],
    ['fs.path.name in (/a)', 'OPEN_X', path(0, '/a', MAY_BEGIN)],
    ['fd.directory = /a', 'CREAT_X', path(0, '/a', MAY_BEGIN)],
    ['not evt.arg.name startswith /proc', 'OPENAT_2_X', path(1, '/proc', MAY_DIFFER)],
    // a failed open has no value, and passes
    ['not fd.name startswith /proc', 'OPENAT_2_X', true],
    ['not evt.arg.name = /proc', 'OPENAT_2_X', true],
    ['evt.arg.name contains proc', 'OPENAT_2_X', true],
    // the descriptor of an enter event is not the one that it opens
    ['fd.name startswith /etc', 'OPENAT_2_E', true],
    ['evt.arg.mode = /etc', 'OPENAT_2_E', true],
    ['fd.name startswith /etc', 'READ_X', true],
  ])('compares the path that a call opens: %s on %s', (filter, code, expected) => {
    expect(condition(filter, code)).toEqual(expected);
  });

  test('compares as many path prefixes as the probe has room for, up to their maximum length', () => {
    const program = new ConditionProgram();
    const differs = (prefix: string) => program.add(path(1, prefix, MAY_BEGIN));
    const numbers = Array.from({ length: 16 }, (_, i) => differs(`/${i}`));
    expect(Math.min(...numbers)).toBeGreaterThan(END.FAILS);
    expect([differs('/5'), differs('/one-more')]).toEqual([numbers[5], END.HOLDS]);
    expect(program.prefixes.length).toBe(16 * 128);
    expect(program.prefixes.subarray(5 * 128, 6 * 128).toString('latin1')).toBe(
      `${'/5'.padEnd(64, '\0')}${'\xff\xff'.padEnd(64, '\0')}`,
    );
    const long = new ConditionProgram();
    expect(long.add(path(1, '/'.padEnd(65, 'x'), MAY_BEGIN))).toBeGreaterThan(END.FAILS);
    expect(long.add(path(1, '/'.padEnd(65, 'y'), MAY_DIFFER))).toBe(END.HOLDS);
  });

  test('is false for events that have no such value', () => {
    expect(condition('evt.failed=true', 'READ_E')).toBe(false);
    expect(condition('evt.failed=true', 'GENERIC_X')).toBe(false);
    expect(condition('evt.latency > 1000', 'READ_E')).toBe(false);
    expect(condition('evt.rawarg.size=1', 'WRITE_X')).toBe(false);
  });

  test('is wider while the end of the call is unknown', () => {
    expect(withoutResult(condition('evt.latency > 1000 and fd.num=3', 'READ_X'))).toEqual(
      condition('fd.num=3', 'READ_X'),
    );
    expect(withoutResult(condition('evt.rawres=1', 'READ_X'))).toBe(true);
    expect(withoutResult(condition('evt.rawres=1 and fd.num=3', 'READ_X'))).toEqual(condition('fd.num=3', 'READ_X'));
    expect(withoutResult(condition('evt.rawres=1 or fd.num=3', 'READ_X'))).toBe(true);
  });

  test('is always true if it is longer than the probe supports', () => {
    const many = Array.from({ length: 40 }, (_, i) => `fd.num=${i}`).join(' or ');
    expect(new ConditionProgram().add(condition(many, 'READ_E'))).toBe(END.HOLDS);
    expect(new ConditionProgram().add(condition('fd.num=1', 'READ_E'))).toBeGreaterThan(END.FAILS);
  });
});
