import type { ColumnValue, FieldDef } from '../../fields/field.js';
import type { Checked, CheckedTest } from '../../filter/check.js';
import { type ColumnPart, type ColumnTest, columnPart, columnTest } from '../../filter/column-filter.js';
import { outcomeOf } from '../../filter/event-mask.js';
import { getOperator, type Matcher } from '../../filter/operators.js';
import { eventTypeSet } from '../../filter/type-set.js';
import { EVENTS } from '../../schema/events.js';
import type { SubjectTable } from './subject-table.js';
import type { SubjectValues } from './subject-values.js';

/** Decides rows by the number of their subject. */
type Part = ColumnPart<number>;

const EVERY_TYPE = new Uint8Array(EVENTS.length).fill(1);

/** Decides a checked filter for rows of a table's subjects. It decides event types for which the table has all that is asked. */
export function keptFilter(node: Checked, table: SubjectTable): Part {
  return columnPart(node, (test) => partOfTest(test, table));
}

function partOfTest(test: CheckedTest, table: SubjectTable): Part {
  const { left, right, operator, isList } = test;
  const isPlain = right === null && !isList && left.transformers.length === 0;
  if (!isPlain || left.def.bindEqual !== undefined || left.def.bindSome !== undefined) return ofTypes(test, table);
  const matches = operator === 'exists' ? () => true : getOperator(operator).build(test.family, test.literals);
  const values = table.valuesOf(left);
  if (values !== undefined) return { types: EVERY_TYPE, judge: values.test(matches) };
  if (left.def.ofFdType !== undefined && table.fdTypes !== undefined)
    return ofFdTypes(left.def.ofFdType, matches, table.fdTypes, table);
  const applies = table.appliesOf(left);
  if (applies === undefined) return ofTypes(test, table);
  return ofColumn(left.def.ofColumns as ColumnValue, matches, applies, table);
}

/** What the event type alone says. */
function ofTypes(test: CheckedTest, table: SubjectTable): Part {
  const { canHold, canFail } = outcomeOf(test);
  const holds = eventTypeSet(canHold);
  const fails = eventTypeSet(canFail);
  return {
    types: holds.map((can, type) => can ^ (fails[type] as number)),
    judge: (subject) => holds[table.typeOf(subject)] === 1,
  };
}

function ofFdTypes(
  read: NonNullable<FieldDef['ofFdType']>,
  matches: Matcher,
  fdTypes: SubjectValues,
  table: SubjectTable,
): Part {
  const judge = (subject: number): boolean => {
    const value = read(EVENTS[table.typeOf(subject)], fdTypes.at(subject) as string | null);
    return value !== null && matches(value);
  };
  return { types: EVERY_TYPE, judge };
}

function ofColumn(column: ColumnValue, matches: Matcher, applies: SubjectValues, table: SubjectTable): Part {
  const { value, valueOfType, isLatency } = column;
  const ofLatency: ColumnTest = (_, latency) => matches(latency);
  // the same, with fewer calls a row
  const usual = isLatency ? ofLatency : columnTest(value, matches);
  const testOf = (subject: number): ColumnTest => {
    const own = valueOfType?.(table.typeOf(subject)) ?? value;
    return own === value ? usual : columnTest(own, matches);
  };
  return { types: EVERY_TYPE, judge: (subject) => applies.at(subject) === true && testOf(subject) };
}
