import type { ByteText } from '../bytes/byte-text.js';
import type { FieldContext } from '../fields/field-context.js';
import { jsonString } from '../output/json-string.js';
import { writeEpochNanos } from '../render/clock.js';
import { Aggregate, type Group } from './aggregate.js';
import type { Chisel, ChiselArg, ChiselContext, ChiselRun, Moment } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';
import { type KeyColumn, type KeyField, keyColumn } from './key-column.js';
import type { MeasureMaker } from './measures.js';
import { writeTable } from './table-text.js';
import { UNIT_TEXTS, type Unit } from './units.js';

/** Rows that a table has unless -v asks for all. */
export const TOP = 10;
/** Stands for the keys beyond the limit. */
export const OTHERS = '(all others)';

/** A table of what events add up to by some fields; all of a chisel is in its row. */
export interface TableRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** The events that count. */
  readonly filter: ChiselFilter;
  /** What is added up, how it is called, for people and in JSON, and in what it is measured. */
  readonly value: {
    readonly measure: MeasureMaker;
    readonly heading: string;
    readonly key: string;
    readonly unit: Unit;
  };
  /** What events are grouped by; where there is none the first argument names the field, or several with commas between. */
  readonly keys?: readonly KeyField[];
}

const KEY_ARG: ChiselArg = {
  name: 'KEY',
  description: 'field to group by, as fd.type or proc.name; several with commas between',
};
const CONTAINER: KeyField = { heading: 'Container', field: 'container.name', mayLack: true };

/** The chisel that a row describes. */
export function tableChisel(row: TableRow): Chisel {
  const { name, category, summary, description, keys } = row;
  const args = keys === undefined ? [KEY_ARG] : [];
  return { name, category, summary, description, args, start: (words, context) => startTable(row, words, context) };
}

function keyFields({ keys }: TableRow, [key = '']: readonly string[], context: ChiselContext): readonly KeyField[] {
  const fields = keys ?? key.split(',').map((field) => ({ heading: field, field }));
  const isTold = fields.some(({ field }) => field === CONTAINER.field);
  return context.showsContainers && !isTold ? [CONTAINER, ...fields] : fields;
}

function startTable(row: TableRow, words: readonly string[], context: ChiselContext): ChiselRun {
  const fields = keyFields(row, words, context);
  const columns = fields.map((field) => keyColumn(field, context.fields));
  const keys = columns.map(({ keyOf }) => keyOf);
  const measure = row.value.measure(context.fields, keys);
  const aggregate = new Aggregate(keys, measure.of);
  const headings = [row.value.heading, ...fields.map(({ heading }) => heading)];
  const table: Table = { row, columns, headings, isTimed: context.isLive, fields: context.fields };
  const writeRows = context.isJson ? writeJson : writeText(context.isVerbose ? Number.POSITIVE_INFINITY : TOP);
  return {
    filter: chiselFilter(row.filter, words),
    heading: null,
    take: (evt) => aggregate.add(evt),
    observer: measure.observer,
    report: {
      schedule: 'interval',
      write: (out, moment) => {
        writeRows({ table, out, moment }, aggregate);
        const note = context.isJson ? null : measure.note();
        if (note !== null) out.addText(`${note}\n`);
        aggregate.clear();
        measure.clear();
      },
    },
  };
}

interface Table {
  readonly row: TableRow;
  readonly columns: readonly KeyColumn[];
  readonly headings: readonly string[];
  readonly isTimed: boolean;
  readonly fields: FieldContext;
}

/** Where the rows of a table go. */
interface Place {
  readonly table: Table;
  readonly out: ByteText;
  readonly moment: Moment;
}

type WriteRows = (place: Place, aggregate: Aggregate) => void;

const writeText =
  (most: number): WriteRows =>
  ({ table, out, moment }, aggregate) => {
    const { row, columns, headings } = table;
    const write = UNIT_TEXTS[row.value.unit];
    const textOf = ({ value, keys }: Group): string[] => [
      write(value, moment.elapsed),
      ...columns.map(({ text }, i) =>
        keys.length === 0 ? (i === 0 ? OTHERS : '') : text(keys[i] as Group['keys'][0]),
      ),
    ];
    const rows = aggregate.sorted().slice(0, most);
    writeTable(out, { headings, rows: [...rows, ...othersOf(aggregate)].map(textOf) }, table.fields);
  };

/** Every group with exact numbers; with the time of the report where there are many. */
const writeJson: WriteRows = ({ table, out, moment: { state } }, aggregate) => {
  const { row, columns, isTimed } = table;
  for (const { value, keys } of [...aggregate.sorted(), ...othersOf(aggregate)]) {
    const members = columns.map(({ name, json }, i) => {
      const key = keys[i];
      return `${jsonString(name)}:${key === undefined ? 'null' : json(key)}`;
    });
    out.addText('{');
    if (isTimed) {
      out.addText('"evt.rawtime":');
      writeEpochNanos(out, state.lastTsHi, state.lastTsLo);
      out.addText(',');
    }
    out.addText(`${[`${jsonString(row.value.key)}:${value}`, ...members].join(',')}}\n`);
  }
};

function othersOf({ others }: Aggregate): readonly Group[] {
  return others === null ? [] : [others];
}
