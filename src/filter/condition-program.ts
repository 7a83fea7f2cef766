import type { Condition, Word } from './register-condition.js';

/** Where a program ends: the condition holds, or it does not; steps have the numbers after these. */
export const END = { HOLDS: 0, FAILS: 1 } as const;
const FIRST_STEP = 2;
/** Steps that the probe has room for, those that it goes for one condition, and bytes of one (struct condition_step in native/ebpf/shared.h). */
const MAX_STEPS = 256;
const MAX_PATH = 32;
const STEP_BYTES = 16;
const WORD_BITS = 64;

interface Targets {
  readonly yes: number;
  readonly no: number;
}

/**
 * Conditions as steps that the probe goes through: each compares a word with a value and says which step comes next. Equal
 * steps are the same.
 */
export class ConditionProgram {
  /** The steps, as the probe has them. */
  readonly steps = Buffer.alloc(MAX_STEPS * STEP_BYTES);
  private count = FIRST_STEP;
  private readonly known = new Map<string, number>();

  /** The number of the step that a condition begins with; END.HOLDS also for one that there is no room for. */
  add(condition: Condition): number {
    const { count } = this;
    if (pathOf(condition) <= MAX_PATH && count + pathOf(condition) <= MAX_STEPS)
      return this.place(condition, { yes: END.HOLDS, no: END.FAILS });
    return END.HOLDS;
  }

  private place(condition: Condition, targets: Targets): number {
    if (typeof condition === 'boolean') return condition ? targets.yes : targets.no;
    if (condition.kind === 'compare') return this.step(condition.word, condition.relation, condition.value, targets);
    const isAnd = condition.kind === 'and';
    return condition.children.reduceRight<number>(
      (next, child) => this.place(child, isAnd ? { ...targets, yes: next } : { ...targets, no: next }),
      isAnd ? targets.yes : targets.no,
    );
  }

  private step(word: Word, relation: number, value: bigint, { yes, no }: Targets): number {
    const key = [word.source, word.bits, word.isSigned, relation, value, yes, no].join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const number = this.count++;
    const at = number * STEP_BYTES;
    this.steps.writeUInt8(word.source, at);
    this.steps.writeUInt8(WORD_BITS - word.bits, at + 1);
    this.steps.writeUInt8(word.isSigned ? 1 : 0, at + 2);
    this.steps.writeUInt8(relation, at + 3);
    this.steps.writeUInt16LE(yes, at + 4);
    this.steps.writeUInt16LE(no, at + 6);
    this.steps.writeBigInt64LE(BigInt.asIntN(WORD_BITS, value), at + 8);
    this.known.set(key, number);
    return number;
  }
}

/** Steps that a condition has, which is also the most that are gone through. */
function pathOf(condition: Condition): number {
  if (typeof condition === 'boolean') return 0;
  return condition.kind === 'compare' ? 1 : condition.children.reduce((sum, child) => sum + pathOf(child), 0);
}
