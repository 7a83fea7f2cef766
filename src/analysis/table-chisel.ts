import type { ColumnType, Row } from '../output/rows/column.js';
import { Aggregate, type Group } from './aggregate.js';
import type { Chisel, ChiselArg, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';
import { ColumnSums } from './column-sums.js';
import type { KeyColumn, KeyField } from './key-column.js';
import { keyColumns, keyNames, keyValues } from './keys.js';
import type { Measure, MeasureMaker } from './measures.js';
import { reportTimes } from './report-times.js';

/** A table of sums by some fields. */
export interface TableRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description' | 'takesAnyEvent'> {
  /** The events that count. */
  readonly filter: ChiselFilter;
  /** What is added up, its name for people and in JSON, and its type. */
  readonly value: {
    readonly measure: MeasureMaker;
    readonly heading: string;
    readonly key: string;
    readonly type: ColumnType;
  };
  /** The fields by which events are grouped; if left out, the first argument names them. */
  readonly keys?: readonly KeyField[];
}

const KEY_ARG: ChiselArg = {
  name: 'KEY',
  description: 'field to group by, as fd.type or proc.name; several with commas between',
};

/** The chisel of a row. */
export function tableChisel(row: TableRow): Chisel {
  const { filter: _, value: __, keys, ...chisel } = row;
  const args = keys === undefined ? [KEY_ARG] : [];
  return { ...chisel, args, start: (words, context) => startTable(row, words, context) };
}

function keyFields({ keys }: TableRow, [key = '']: readonly string[]): readonly KeyField[] {
  return keys ?? keyNames(key).map((field) => ({ heading: field, field }));
}

function startTable(row: TableRow, words: readonly string[], context: ChiselContext): ChiselRun {
  const keys = keyColumns(keyFields(row, words), context);
  const keysOf = keys.map(({ keyOf }) => keyOf);
  const measure = row.value.measure(context, keysOf);
  const aggregate = new Aggregate(keysOf, measure.of);
  const sums = columnSums(aggregate, measure, keys);
  const { key: name, heading, type } = row.value;
  const times = reportTimes(context.isLive);
  return {
    kind: 'rows',
    filter: chiselFilter(row.filter, words),
    form: {
      columns: [...times.columns, { name, heading, type }, ...keys.map(({ column }) => column)],
      layout: { kind: 'table' },
    },
    take: (evt) => aggregate.add(evt),
    columns: sums,
    observer: measure.observer,
    lack: measure.lack,
    report: {
      schedule: 'interval',
      make: ({ state, elapsed }) => {
        const before = times.of(state);
        const rowOf = ({ value, keys: found }: Group): Row => [...before, value, ...keyValues(keys, found)];
        sums?.settleAll();
        const { others } = aggregate;
        const rows = aggregate.sorted().map(rowOf);
        const report = { rows, others: others === null ? null : rowOf(others), note: measure.note(), elapsed };
        aggregate.clear();
        measure.clear();
        return report;
      },
    },
  };
}

/** What adds up columns; null if they are not enough. */
function columnSums(aggregate: Aggregate, { ofColumns }: Measure, keys: readonly KeyColumn[]): ColumnSums | null {
  return ofColumns === null ? null : new ColumnSums(aggregate, ofColumns, keys);
}
