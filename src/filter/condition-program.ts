import { PATH_OUTCOME, type PathCondition } from './path-condition.js';
import type { Condition } from './register-condition.js';

/** Ends of a program: the condition holds, or it does not. Steps have the numbers after these. */
export const END = { HOLDS: 0, FAILS: 1 } as const;
const FIRST_STEP = 2;
/** Most steps of the probe, most steps for one condition, and bytes of a step (condition_step in native/ebpf/shared.h). */
const MAX_STEPS = 256;
const MAX_PATH = 32;
const STEP_BYTES = 16;
const WORD_BITS = 64;
/** Most path prefixes of the probe, and bytes of one (struct path_prefix). */
const MAX_PREFIXES = 16;
const PREFIX_BYTES = 64;
/** Stands for a register in steps about a path (CONDITION_PATH_OUTCOMES). */
const PATH_OUTCOMES = 7;
const ALL_BITS = 0xff;

interface Targets {
  readonly yes: number;
  readonly no: number;
}

/** A comparison: the bits of a word, without the top `shift` ones, with a value. */
interface Question {
  readonly source: number;
  readonly shift: number;
  readonly isSigned: boolean;
  readonly relations: number;
  readonly value: bigint;
}

/**
 * Conditions as steps that the probe runs: each compares a word with a value and says which step comes next. Equal steps
 * are shared.
 */
export class ConditionProgram {
  /** The steps, in the probe's layout. */
  readonly steps = Buffer.alloc(MAX_STEPS * STEP_BYTES);
  private count = FIRST_STEP;
  private readonly known = new Map<string, number>();
  private readonly prefixNumbers = new Map<string, number>();

  /** The path prefixes, in the probe's layout: the bytes of each, then a mask of those that count. */
  get prefixes(): Buffer {
    const texts = [...this.prefixNumbers.keys()].map((prefix) => Buffer.from(prefix, 'latin1'));
    return Buffer.concat(
      texts.flatMap((text) => [padded(text), padded(Buffer.alloc(Math.min(text.length, PREFIX_BYTES), ALL_BITS))]),
    );
  }

  /** The number of the first step of a condition; END.HOLDS if there is no room for it. */
  add(condition: Condition): number {
    const { count } = this;
    if (pathOf(condition) <= MAX_PATH && count + pathOf(condition) <= MAX_STEPS)
      return this.place(condition, { yes: END.HOLDS, no: END.FAILS });
    return END.HOLDS;
  }

  private place(condition: Condition, targets: Targets): number {
    if (typeof condition === 'boolean') return condition ? targets.yes : targets.no;
    if (condition.kind === 'path') return this.placePath(condition, targets);
    if (condition.kind === 'compare') {
      const { word, relation, value } = condition;
      const { source, isSigned } = word;
      return this.step({ source, isSigned, shift: WORD_BITS - word.bits, relations: relation, value }, targets);
    }
    const isAnd = condition.kind === 'and';
    return condition.children.reduceRight<number>(
      (next, child) => this.place(child, isAnd ? { ...targets, yes: next } : { ...targets, no: next }),
      isAnd ? targets.yes : targets.no,
    );
  }

  private placePath({ prefix, outcomes }: PathCondition, targets: Targets): number {
    const { prefixNumbers } = this;
    const number = prefixNumbers.get(prefix) ?? prefixNumbers.size;
    // if only a part of the prefix is compared, it is not certain that the path starts with all of it
    const isCut = prefix.length > PREFIX_BYTES && (outcomes & PATH_OUTCOME.BEGINS) === 0;
    if (isCut || number === MAX_PREFIXES) return targets.yes;
    prefixNumbers.set(prefix, number);
    return this.step(
      { source: PATH_OUTCOMES, shift: 0, isSigned: false, relations: outcomes, value: BigInt(number) },
      targets,
    );
  }

  private step({ source, shift, isSigned, relations, value }: Question, { yes, no }: Targets): number {
    const key = [source, shift, isSigned, relations, value, yes, no].join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const number = this.count++;
    const at = number * STEP_BYTES;
    this.steps.writeUInt8(source, at);
    this.steps.writeUInt8(shift, at + 1);
    this.steps.writeUInt8(isSigned ? 1 : 0, at + 2);
    this.steps.writeUInt8(relations, at + 3);
    this.steps.writeUInt16LE(yes, at + 4);
    this.steps.writeUInt16LE(no, at + 6);
    this.steps.writeBigInt64LE(BigInt.asIntN(WORD_BITS, value), at + 8);
    this.known.set(key, number);
    return number;
  }
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes], PREFIX_BYTES);
}

/** How many steps a condition has, which is also the most that are run. */
function pathOf(condition: Condition): number {
  if (typeof condition === 'boolean') return 0;
  if (condition.kind === 'path' || condition.kind === 'compare') return 1;
  return condition.children.reduce((sum, child) => sum + pathOf(child), 0);
}
