import { findParam } from '../decode/param-index.js';
import { isExitType } from '../schema/event.js';
import { EVENTS, EVT, type EventCode } from '../schema/events.js';
import type { CheckedTest } from './check.js';
import type { OperatorName } from './operators.js';

/** What is certain about the path of a call and a prefix (PATH_ in native/ebpf/path_prefix.bpf.h); added up. */
export const PATH_OUTCOME = { DIFFERS: 1, BEGINS: 2, UNSURE: 4 } as const;

/** How a path must compare with a prefix. */
export interface PathCondition {
  readonly kind: 'path';
  /** The argument of the call that is the path. */
  readonly argument: number;
  readonly prefix: string;
  /** The PATH_OUTCOMEs for which the condition holds, added up. */
  readonly outcomes: number;
}

/** The argument of a call that is the path that it opens, by its events. */
export const PATH_ARGUMENTS: ReadonlyMap<number, number> = new Map(
  (
    [
      ['OPEN', 0],
      ['CREAT', 0],
      ['OPENAT_2', 1],
      ['OPENAT2', 1],
    ] as const
  ).flatMap(([code, argument]) =>
    (['E', 'X'] as const).map((end) => [EVT[`${code}_${end}` as EventCode], argument] as const),
  ),
);

/** Fields that are the path if there is one, on exit events only. */
const OPENED_PATHS: ReadonlySet<string> = new Set(['fd.name', 'fd.directory', 'fs.path.name']);
/** Fields that are the path of every such event. */
const PATH_ARGS: ReadonlySet<string> = new Set(['evt.arg', 'evt.rawarg']);

/** Bytes with which the path must start if an operator holds. */
const beginningOf: Partial<Readonly<Record<OperatorName, (literal: string) => string>>> = {
  '=': (literal) => literal,
  in: (literal) => literal,
  startswith: (literal) => literal,
  glob: (literal) => literal.replace(/[*?[\\].*$/s, ''),
};

/** Whether the field of a test is, or starts with, the path that a call with events of a type opens. */
function isOfPath({ left }: CheckedTest, type: number): boolean {
  const { name } = left.def;
  if (OPENED_PATHS.has(name)) return isExitType(type);
  return PATH_ARGS.has(name) && EVENTS[type]?.params[findParam(type, left.arg ?? '')]?.name === 'name';
}

/**
 * What a test, or its negation, requires of the path of a call that is recorded as an event of a type: any of the
 * conditions. Null if it requires nothing.
 */
export function pathConditions(test: CheckedTest, type: number, isNegated: boolean): readonly PathCondition[] | null {
  const argument = PATH_ARGUMENTS.get(type);
  const beginning = beginningOf[test.operator];
  if (argument === undefined || beginning === undefined || !isOfPath(test, type)) return null;
  // an unknown path passes a negation, and one with the same prefix may continue differently
  if (isNegated && (!PATH_ARGS.has(test.left.def.name) || test.operator !== 'startswith')) return null;
  const { DIFFERS, BEGINS, UNSURE } = PATH_OUTCOME;
  const outcomes = UNSURE | (isNegated ? DIFFERS : BEGINS);
  return test.literals.map((literal) => ({ kind: 'path', argument, prefix: beginning(String(literal)), outcomes }));
}
