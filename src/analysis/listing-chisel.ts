import type { ByteText } from '../bytes/byte-text.js';
import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import { checkFilter } from '../filter/check.js';
import { compileFilter } from '../filter/filter.js';
import { fieldsOf } from '../filter/part-of.js';
import { compileWriter, emittedText } from '../output/format.js';
import { compileJson } from '../output/json.js';
import { jsonString } from '../output/json-string.js';
import { maskOf } from '../output/masking.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselContext, ChiselRun, Moment } from './chisel.js';
import { addLine } from './output-lines.js';
import type { EachThing, Visit } from './state-iterators.js';

const GAP = '  ';
const NOTHING = '-';
/** What some fields have in place of nothing. */
const UNKNOWN = '<NA>';

/** A column of a listing: a field, or what is read of the thread and the descriptor that a row is about. */
export interface ListingColumn {
  readonly title: string;
  /** Name of the field, or of the member in JSON where there is none. */
  readonly key: string;
  readonly read?: (evt: Evt) => string;
  /** Field that people see in its place where it is not known. */
  readonly otherwise?: string;
  readonly isRight?: true;
}

/** A list of what the state knows; all of a chisel is in its row. */
export interface ListingRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** Classes of the fields that its filter may ask for. */
  readonly classes: readonly string[];
  readonly each: EachThing;
  /** Whether it tells what engines say of containers. */
  readonly awaitsEngines?: true;
  readonly columns: readonly ListingColumn[];
}

/** The chisel that a row describes. */
export function listingChisel(row: ListingRow): Chisel {
  const { name, category, summary, description } = row;
  return { name, category, summary, description, args: [], start: (_, context) => startListing(row, context) };
}

function startListing(row: ListingRow, context: ChiselContext): ChiselRun {
  const asked = askedBy(row, context);
  const awaits = row.awaitsEngines === undefined ? {} : { awaitsEngines: row.awaitsEngines };
  const write = (context.isJson ? jsonWriter : tableWriter)(row, context.fields);
  return {
    filter: null,
    heading: null,
    take: null,
    report: { schedule: 'once', ...awaits, write: (out, moment) => write(out, moment, asked) },
  };
}

/** What the filter asks of things as they are. Throws SyssharkError USAGE for one that asks about events. */
function askedBy({ name, classes }: ListingRow, { filter, fields }: ChiselContext): Omit<Visit, 'take'> {
  if (filter === null) return { passes: () => true, asksFds: false };
  const asked = fieldsOf(checkFilter(filter, fields.registry));
  const stray = asked.find((field) => !classes.includes(field.class));
  if (stray !== undefined)
    throw new SyssharkError(
      'USAGE',
      `${name} is not about events, and cannot tell ${stray.name}: leave it out of the filter (fields of ${classes.join(', ')} are known)`,
    );
  return { passes: compileFilter(filter, fields).test, asksFds: asked.some((field) => field.class === 'fd') };
}

type WriteListing = (out: ByteText, moment: Moment, asked: Omit<Visit, 'take'>) => void;

function tableWriter({ columns, each }: ListingRow, context: FieldContext): WriteListing {
  const cells = columns.map((column) => cellReader(column, context));
  const mask = maskOf(context);
  const rowOf = (evt: Evt): string[] => cells.map((cell) => mask(cell(evt) || NOTHING));
  const titles = columns.map(({ title }) => title);
  return (out, { state }, asked) => {
    const widths = titles.map(({ length }) => length);
    const widen = (cell: string, i: number): void => {
      widths[i] = Math.max(widths[i] as number, cell.length);
    };
    // gone through twice: rows may be many, and need not all be held
    each(state, { ...asked, take: (evt) => rowOf(evt).forEach(widen) });
    addLine(out, rowText(titles, columns, widths));
    each(state, { ...asked, take: (evt) => addLine(out, rowText(rowOf(evt), columns, widths)) });
  };
}

/** What people see of a column. */
function cellReader({ key, read, otherwise }: ListingColumn, context: FieldContext): (evt: Evt) => string {
  if (read !== undefined) return read;
  const texts = [key, otherwise ?? key].map((field) => emittedText(compileWriter(`%${field}`, context)));
  const isKnown = (text: string | null): text is string => text !== null && text !== '' && text !== UNKNOWN;
  return (evt) => {
    for (const textOf of texts) {
      const text = textOf(evt);
      if (isKnown(text)) return text;
    }
    return '';
  };
}

function rowText(row: readonly string[], columns: readonly ListingColumn[], widths: readonly number[]): string {
  const padded = row.map((cell, i) => {
    const width = widths[i] as number;
    return columns[i]?.isRight ? cell.padStart(width) : cell.padEnd(width);
  });
  return padded.join(GAP).trimEnd();
}

/** An object a row: fields with their values as -j has them, and what is made of several as text. */
function jsonWriter({ columns, each }: ListingRow, context: FieldContext): WriteListing {
  const fields = columns.flatMap(({ key, read }) => (read === undefined ? [`%${key}`] : []));
  const ofFields = compileJson(fields.join(' '), context);
  const others = columns.flatMap(({ key, read }) => (read === undefined ? [] : [{ key, read }]));
  const objectOf = (evt: Evt): string => {
    const members = others.map(({ key, read }) => `${jsonString(key)}:${jsonString(read(evt))}`);
    const whole = ofFields(evt) as string;
    return members.length === 0 ? whole : `{${members.join(',')},${whole.slice(1)}`;
  };
  return (out, { state }, asked) => each(state, { ...asked, take: (evt) => addLine(out, objectOf(evt)) });
}
