import type { ColumnValue } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { readsOf, typesOfSubject } from '../fields/of-subject.js';
import { EVENTS } from '../schema/events.js';
import { COLUMN_TYPES } from '../state/column-types.js';
import type { Evt } from '../state/evt.js';
import { READS_NOTHING, readsOfAll, type SubjectReads } from '../state/subject-reads.js';
import type { Checked, CheckedTest } from './check.js';
import { compileChecked } from './compile.js';
import { getOperator, type Matcher } from './operators.js';
import { fieldsOf } from './part-of.js';

/** Whether a row passes, by its result and its latency (EventColumns). */
export type ColumnTest = (result: number, latency: number) => boolean;

/** A filter that decides on rows (EventColumns) as the whole filter does on their events. */
export interface ColumnFilter {
  /** One byte by event type: 1 if it can decide rows of that type. */
  readonly types: Uint8Array;
  /** What it reads of the subjects of rows. */
  readonly reads: SubjectReads;
  /** Whether rows from where an event comes from pass: all, none, or those that pass a test. */
  readonly judge: (evt: Evt) => boolean | ColumnTest;
}

/** A node of a filter, for rows; `From` is what says where they come from. */
export interface ColumnPart<From> {
  /** One byte by event type: 1 if it can decide rows of that type. */
  readonly types: Uint8Array;
  /** Whether rows from there pass: all, none, or those that pass a test. */
  readonly judge: (from: From) => boolean | ColumnTest;
}

/** Accepts all rows; and decides on none. */
export const ALL_BY_COLUMNS: ColumnFilter = { types: COLUMN_TYPES, reads: READS_NOTHING, judge: () => true };
export const NONE_BY_COLUMNS: ColumnFilter = {
  types: new Uint8Array(COLUMN_TYPES.length),
  reads: READS_NOTHING,
  judge: () => false,
};

/** The filter for rows of a checked filter. */
export function columnFilter(node: Checked, context: FieldContext): ColumnFilter {
  const { types, judge } = columnPart<Evt>(node, (test) => partOfTest(test, context));
  return {
    types: COLUMN_TYPES.map((isRow, type) => isRow & (types[type] as number)),
    reads: readsOfAll(fieldsOf(node).map(readsOf)),
    judge,
  };
}

/** Joins the parts of the conditions of a checked filter. */
export function columnPart<From>(node: Checked, partOf: (test: CheckedTest) => ColumnPart<From>): ColumnPart<From> {
  if (node.kind === 'test') return partOf(node);
  if (node.kind === 'not') {
    const { types, judge } = columnPart(node.child, partOf);
    return { types, judge: (from) => negated(judge(from)) };
  }
  const parts = node.children.map((child) => columnPart(child, partOf));
  const types = EVENTS.map(({ id }) => (parts.every((part) => part.types[id] === 1) ? 1 : 0));
  const isEnough = node.kind === 'or';
  return { types: Uint8Array.from(types), judge: (from) => joined(parts, from, isEnough) };
}

function negated(result: boolean | ColumnTest): boolean | ColumnTest {
  return typeof result === 'boolean' ? !result : (value, latency) => !result(value, latency);
}

/** What parts say together; one that says `isEnough` decides. */
function joined<From>(parts: readonly ColumnPart<From>[], from: From, isEnough: boolean): boolean | ColumnTest {
  const tests: ColumnTest[] = [];
  for (const { judge } of parts) {
    const result = judge(from);
    if (result === isEnough) return isEnough;
    if (typeof result !== 'boolean') tests.push(result);
  }
  if (tests.length <= 1) return tests[0] ?? !isEnough;
  return isEnough
    ? (result, latency) => tests.some((test) => test(result, latency))
    : (result, latency) => tests.every((test) => test(result, latency));
}

function partOfTest(test: CheckedTest, context: FieldContext): ColumnPart<Evt> {
  const { left, right, operator } = test;
  const predicate = compileChecked(test, context);
  const ofLeft = typesOfSubject(left);
  const ofRight = right === null ? null : typesOfSubject(right);
  const types = ofRight === null ? ofLeft : ofLeft.map((isOf, type) => isOf & (ofRight[type] as number));
  const { ofColumns } = left.def;
  const isPlain = right === null && !test.isList && left.transformers.length === 0 && operator !== 'exists';
  if (ofColumns === undefined || !isPlain) return { types, judge: predicate };
  const matches = getOperator(operator).build(test.family, test.literals);
  return {
    types: types.map(() => 1),
    judge: (evt) => (types[evt.view.type] === 1 ? predicate(evt) : testOf(ofColumns, matches, evt)),
  };
}

function testOf({ applies, value, valueOfType }: ColumnValue, matches: Matcher, evt: Evt): boolean | ColumnTest {
  return applies(evt) && columnTest(valueOfType?.(evt.view.type) ?? value, matches);
}

/** Tests the value of rows. */
export function columnTest(read: ColumnValue['value'], matches: Matcher): ColumnTest {
  return (result, latency) => {
    const found = read(result, latency);
    return found !== null && matches(found);
  };
}
