import { findParam } from '../decode/param-index.js';
import { isExitType } from '../schema/event.js';
import { EVENTS, EVT, type EventCode } from '../schema/events.js';
import type { CheckedTest } from './check.js';
import type { OperatorName } from './operators.js';

/** What is sure of the path that a call is given and the beginning of one (PATH_ in native/ebpf/path_prefix.bpf.h); added up. */
export const PATH_OUTCOME = { DIFFERS: 1, BEGINS: 2, UNSURE: 4 } as const;

/** How a path has to stand to a beginning. */
export interface PathCondition {
  readonly kind: 'path';
  /** Which argument of the call the path is. */
  readonly argument: number;
  readonly prefix: string;
  /** PATH_OUTCOME added up, with any of which the condition holds. */
  readonly outcomes: number;
}

/** Which argument of a call is the path that it opens, by its events. */
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

/** Fields that are the path where there is one, and nothing otherwise: on exit events only. */
const OPENED_PATHS: ReadonlySet<string> = new Set(['fd.name', 'fd.directory', 'fs.path.name']);
/** Fields that are the path of every such event. */
const PATH_ARGS: ReadonlySet<string> = new Set(['evt.arg', 'evt.rawarg']);

/** Bytes that the path must begin with where an operator holds. */
const beginningOf: Partial<Readonly<Record<OperatorName, (literal: string) => string>>> = {
  '=': (literal) => literal,
  in: (literal) => literal,
  startswith: (literal) => literal,
  glob: (literal) => literal.replace(/[*?[\\].*$/s, ''),
};

/** Whether the field of a test is, or begins as, the path that a call with events of a type opens. */
function isOfPath({ left }: CheckedTest, type: number): boolean {
  const { name } = left.def;
  if (OPENED_PATHS.has(name)) return isExitType(type);
  return PATH_ARGS.has(name) && EVENTS[type]?.params[findParam(type, left.arg ?? '')]?.name === 'name';
}

/**
 * What a test, or its contrary, asks of the path of a call that is recorded as an event of a type: any of the conditions. Null where
 * it asks nothing of it.
 */
export function pathConditions(test: CheckedTest, type: number, isNegated: boolean): readonly PathCondition[] | null {
  const argument = PATH_ARGUMENTS.get(type);
  const beginning = beginningOf[test.operator];
  if (argument === undefined || beginning === undefined || !isOfPath(test, type)) return null;
  // a path that is not known passes a negation, and one that begins alike may go on otherwise
  if (isNegated && (!PATH_ARGS.has(test.left.def.name) || test.operator !== 'startswith')) return null;
  const { DIFFERS, BEGINS, UNSURE } = PATH_OUTCOME;
  const outcomes = UNSURE | (isNegated ? DIFFERS : BEGINS);
  return test.literals.map((literal) => ({ kind: 'path', argument, prefix: beginning(String(literal)), outcomes }));
}
