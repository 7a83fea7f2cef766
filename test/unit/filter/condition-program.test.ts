import { describe, expect, test } from '@jest/globals';
import { ConditionProgram, END } from '../../../src/filter/condition-program.js';
import { PATH_OUTCOME } from '../../../src/filter/path-condition.js';
import { type Condition, RELATION } from '../../../src/filter/register-condition.js';
import { fc } from '../../helpers/property.js';

const STEP_BYTES = 16;
const PATH_OUTCOMES = 7;

/** Runs a program as the probe does (native/ebpf/condition.bpf.h), with values of registers and outcomes of path comparisons. */
function runs({ steps }: ConditionProgram, start: number, words: readonly bigint[], paths: readonly number[]): boolean {
  let at = start;
  while (at > END.FAILS) {
    const step = steps.subarray(at * STEP_BYTES, (at + 1) * STEP_BYTES);
    const value = step.readBigInt64LE(8);
    const relation =
      step[0] === PATH_OUTCOMES ? (paths[Number(value)] as number) : relationOf(step, words[step[0] as number] ?? 0n);
    at = step.readUInt16LE((relation & (step[3] as number)) !== 0 ? 4 : 6);
  }
  return at === END.HOLDS;
}

function relationOf(step: Buffer, word: bigint): number {
  const shift = BigInt(step[1] as number);
  const isSigned = step[2] === 1;
  const cut = BigInt.asUintN(64, word << shift);
  const ours = isSigned ? BigInt.asIntN(64, cut) >> shift : cut >> shift;
  const value = isSigned ? step.readBigInt64LE(8) : step.readBigUInt64LE(8);
  return ours < value ? RELATION.LESS : ours > value ? RELATION.GREATER : RELATION.EQUAL;
}

/** Whether a condition holds. */
function holds(condition: Condition, words: readonly bigint[]): boolean {
  if (typeof condition === 'boolean') return condition;
  if (condition.kind === 'path') throw new Error('no path conditions in this test');
  if (condition.kind !== 'compare') {
    const outcomes = condition.children.map((child) => holds(child, words));
    return condition.kind === 'and' ? !outcomes.includes(false) : outcomes.includes(true);
  }
  const { word, relation, value } = condition;
  const cut = word.isSigned ? BigInt.asIntN : BigInt.asUintN;
  const ours = cut(word.bits, words[word.source] as bigint);
  const theirs = ours < value ? RELATION.LESS : ours > value ? RELATION.GREATER : RELATION.EQUAL;
  return (relation & theirs) !== 0;
}

const compare = fc
  .record({
    source: fc.integer({ min: 0, max: 6 }),
    bits: fc.constantFrom(8, 16, 32, 64),
    isSigned: fc.boolean(),
    relation: fc.integer({ min: 0, max: 7 }),
    value: fc.bigInt({ min: -3n, max: 3n }),
  })
  .map(({ source, bits, isSigned, relation, value }): Condition => {
    const shown = isSigned ? value : value < 0n ? -value : value;
    return { kind: 'compare', word: { source, bits, isSigned }, relation, value: shown };
  });
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    compare,
    fc.boolean(),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      children: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));
const words = fc.array(fc.bigInt({ min: -3n, max: 3n }), { minLength: 7, maxLength: 7 });

describe('a condition program', () => {
  test('decides like its conditions, several in one program', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), words, (conditions, registers) => {
        const program = new ConditionProgram();
        const starts = conditions.map((one) => program.add(one));
        const decided = starts.map((start) => runs(program, start, registers, []));
        expect(decided).toEqual(conditions.map((one) => holds(one, registers)));
      }),
    );
  });

  test('shares equal steps', () => {
    const program = new ConditionProgram();
    const one: Condition = {
      kind: 'compare',
      word: { source: 0, bits: 32, isSigned: true },
      relation: RELATION.LESS,
      value: 5n,
    };
    expect([program.add(one), program.add(one), program.add({ ...one, value: 6n })]).toEqual([2, 2, 3]);
  });

  const equals = (value: number): Condition => ({
    kind: 'compare',
    word: { source: 1, bits: 64, isSigned: false },
    relation: RELATION.EQUAL,
    value: BigInt(value),
  });
  const anyOf = (from: number, count: number): Condition => ({
    kind: 'or',
    children: Array.from({ length: count }, (_, i) => equals(from + i)),
  });

  test('accepts everything for a condition that does not fit', () => {
    const program = new ConditionProgram();
    expect(program.add(anyOf(0, 33))).toBe(END.HOLDS);
    expect(program.add(anyOf(0, 32))).not.toBe(END.HOLDS);
    for (let i = 1; i < 7; i++) expect(program.add(anyOf(100 * i, 32))).not.toBe(END.HOLDS);
    // 2 ends and 7 times 32 steps: 30 are left
    expect(program.add(anyOf(1000, 31))).toBe(END.HOLDS);
    expect(program.add(anyOf(2000, 30))).not.toBe(END.HOLDS);
    expect(program.add(equals(3000))).toBe(END.HOLDS);
  });

  const path = (prefix: string, outcomes: number): Condition => ({ kind: 'path', argument: 0, prefix, outcomes });

  test('refers to a path prefix by its number', () => {
    const program = new ConditionProgram();
    const starts = ['/etc', '/tmp', '/etc'].map((prefix) => program.add(path(prefix, PATH_OUTCOME.BEGINS)));
    expect(starts).toEqual([2, 3, 2]);
    expect(runs(program, 2, [], [PATH_OUTCOME.BEGINS, PATH_OUTCOME.DIFFERS])).toBe(true);
    expect(runs(program, 3, [], [PATH_OUTCOME.BEGINS, PATH_OUTCOME.DIFFERS])).toBe(false);
    const { prefixes } = program;
    expect(prefixes.length).toBe(4 * 64);
    expect(prefixes.subarray(0, 5).toString('latin1')).toBe('/etc\0');
    expect([...prefixes.subarray(64, 69)]).toEqual([255, 255, 255, 255, 0]);
    expect(prefixes.subarray(128, 133).toString('latin1')).toBe('/tmp\0');
  });

  test('is unsure about a prefix that is only compared in part, and has room for 16', () => {
    const program = new ConditionProgram();
    expect(program.add(path('x'.repeat(65), PATH_OUTCOME.DIFFERS))).toBe(END.HOLDS);
    expect(program.add(path('x'.repeat(65), PATH_OUTCOME.BEGINS))).not.toBe(END.HOLDS);
    for (let i = 1; i < 16; i++) expect(program.add(path(`/${i}`, PATH_OUTCOME.BEGINS))).not.toBe(END.HOLDS);
    expect(program.add(path('/16', PATH_OUTCOME.BEGINS))).toBe(END.HOLDS);
    expect(program.add(path('/15', PATH_OUTCOME.BEGINS))).not.toBe(END.HOLDS);
  });
});
