import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { checkFilter } from '../filter/check.js';
import { compileFilter } from '../filter/filter.js';
import { fieldsOf } from '../filter/part-of.js';
import type { Column, Row, Value } from '../output/rows/column.js';
import { fieldColumn } from '../output/rows/field-column.js';
import { valueText } from '../output/rows/value-text.js';
import type { Subject } from '../state/subject.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import type { StateIterator, Visit } from './state-iterators.js';

/** What some fields say if they know nothing. */
const UNKNOWN = '<NA>';

/** A column of a listing: a field, or what `read` finds about the thread and the descriptor of a row. */
export interface ListingColumn {
  readonly title: string;
  /** The field; for `read`, the name of the member in JSON. */
  readonly key: string;
  readonly read?: (evt: Subject) => string;
  /** The field that people see instead if the first one is not known. */
  readonly otherwise?: string;
  readonly isRight?: true;
}

/** A list of what exists. */
export interface ListingRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** Classes of the fields that its filter may use. */
  readonly classes: readonly string[];
  readonly each: StateIterator;
  /** Whether it shows what container engines answer. */
  readonly awaitsEngines?: true;
  readonly columns: readonly ListingColumn[];
}

/** The chisel of a row. */
export function listingChisel(row: ListingRow): Chisel {
  const { name, category, summary, description } = row;
  return { name, category, summary, description, args: [], start: (_, context) => startListing(row, context) };
}

function startListing(row: ListingRow, context: ChiselContext): ChiselRun {
  const visit = visitOf(row, context);
  const cells = row.columns.flatMap((column) => cellsOf(column, context.fields));
  const rowOf = (evt: Subject): Row => cells.map(({ read }) => read(evt));
  const awaits = row.awaitsEngines === undefined ? {} : { awaitsEngines: row.awaitsEngines };
  return {
    kind: 'rows',
    filter: null,
    form: { columns: cells.map(({ column }) => column), members: membersOf(row), layout: { kind: 'listing' } },
    take: null,
    report: {
      schedule: 'once',
      ...awaits,
      make: ({ state }) => ({
        // made when they are written: there may be too many to keep them all
        rows: { forEach: (take) => row.each(state, { ...visit, take: (evt) => take(rowOf(evt)) }) },
      }),
    },
  };
}

/** The filter as a test of state. Throws SyssharkError USAGE if it depends on events. */
function visitOf({ name, classes }: ListingRow, { filter, fields }: ChiselContext): Omit<Visit, 'take'> {
  if (filter === null) return { passes: () => true, usesFds: false };
  const used = fieldsOf(checkFilter(filter, fields.registry));
  const stray = used.find((field) => !classes.includes(field.class));
  if (stray !== undefined)
    throw new SyssharkError(
      'USAGE',
      `${name} is not about events, so its filter cannot use ${stray.name}, only fields of ${classes.join(', ')}`,
    );
  return { passes: compileFilter(filter, fields).test, usesFds: used.some((field) => field.class === 'fd') };
}

/** JSON has the members that are not fields first, then the fields as -j orders them. */
function membersOf({ columns }: ListingRow): string[] {
  const names = (isRead: boolean): string[] =>
    columns.filter(({ read }) => (read !== undefined) === isRead).map(({ key }) => key);
  return [...names(true), ...names(false).sort()];
}

/** A column and what takes its value out of a thread or a descriptor. */
interface Cell {
  readonly column: Column;
  readonly read: (evt: Subject) => Value;
}

function cellsOf({ title, key, read, otherwise, isRight }: ListingColumn, context: FieldContext): readonly Cell[] {
  const align = isRight === undefined ? {} : { isRight };
  if (read !== undefined) return [{ column: { name: key, heading: title, type: 'text', ...align }, read }];
  const field = fieldCell(key, context);
  if (otherwise === undefined) return [{ ...field, column: { ...field.column, heading: title, ...align } }];
  const texts = [field, fieldCell(otherwise, context)].map(({ column, read: take }) => {
    const textOf = valueText(column, '');
    return (evt: Subject): string => textOf(take(evt));
  });
  // for people only: JSON has the field itself
  const either = (evt: Subject): string => texts.map((textOf) => textOf(evt)).find((text) => text !== '') ?? '';
  return [field, { column: { name: title, heading: title, type: 'text', ...align }, read: either }];
}

/** A field that tables do not show, with no text for what is not known. */
function fieldCell(name: string, context: FieldContext): Cell {
  const { column, read } = fieldColumn({ field: name }, context);
  const textOf = valueText(column, '');
  const text = (value: NonNullable<Value>): string => {
    const shown = textOf(value);
    return shown === UNKNOWN ? '' : shown;
  };
  return { column: { ...column, heading: null, text }, read };
}
