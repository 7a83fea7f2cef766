import { toByteString } from '../../bytes/text.js';
import { hasResult } from '../../fields/result.js';
import { treeOf } from '../../filter/compose.js';
import type { AddRow, Column, Row } from '../../output/rows/column.js';
import { SUBJECTS } from '../../schema/prefilter.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import { READS_FD, readsOfAll } from '../../state/subject-reads.js';
import type { Chisel, ChiselContext, ChiselRun } from '../chisel.js';
import { wholeNumberOf, wordOf } from '../chisel-args.js';
import { IntervalClock } from '../interval-clock.js';
import { movedBytes, movesBytes } from '../moved-bytes.js';
import { type Series, seriesOf, wholeSeries } from '../series.js';

const MS = 1e6;
const INTERVAL = { what: 'an interval in ms', min: 1, max: 3_600_000 };
const DEFAULT_INTERVAL = '1000';
const BY = ['calls', 'bytes'] as const;
type By = (typeof BY)[number];

/** Most rows for intervals without a call, one after the other. */
const MAX_EMPTY = 1000;
/** A bar is so many cells longer for ten times as much. */
const PER_DECADE = 6;
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const SCALE = ['1', '10', '100', '1k', '10k', '100k', '1M', '10M', '100M', '1G'];

/** A bar whose length is the logarithm of a number. */
function bar(number: number): string {
  if (number < 1) return '';
  const parts = Math.round((Math.log10(number) * PER_DECADE + 1) * PARTS.length);
  return toByteString('█'.repeat(Math.floor(parts / PARTS.length)) + (PARTS[parts % PARTS.length] ?? ''));
}

const COLUMNS: readonly Column[] = [
  { name: 'evt.rawtime', heading: 'Time', type: 'time', width: 18 },
  { name: 'calls', heading: 'Calls', type: 'count', width: 10 },
  { name: 'bytes', heading: 'Bytes', type: 'bytes', width: 9 },
];
/** The filter of a series, if there are several. */
const SERIES = { name: 'series', heading: 'Series', type: 'text' } as const satisfies Column;
const GRAPH: Column = {
  name: 'graph',
  heading: SCALE.reduce((line, text, i) => line.padEnd(i * PER_DECADE) + text, ''),
  type: 'text',
};

/** Adds up calls and bytes of each series, interval by interval. */
class Graph {
  private readonly clock: IntervalClock;
  private readonly by: By;
  private readonly names: readonly string[];
  /** The interval that is being added up; -1 before the first call. */
  private number = -1;
  private readonly calls: Float64Array;
  private readonly bytes: Float64Array;

  /** `names`: that of each series; '' for the only one. */
  constructor(interval: number, by: By, names: readonly string[]) {
    this.clock = new IntervalClock(interval);
    this.by = by;
    this.names = names;
    this.calls = new Float64Array(names.length);
    this.bytes = new Float64Array(names.length);
  }

  /** Moves to the interval of a call that returned, and adds the rows of earlier ones. */
  moveTo(time: { readonly tsHi: number; readonly tsLo: number }, add: AddRow): void {
    const number = this.clock.numberOf(time);
    if (number > this.number) this.advance(number, add);
  }

  /** Adds a call to a series in the current interval. */
  count(series: number, bytes: number): void {
    this.calls[series] = (this.calls[series] as number) + 1;
    this.bytes[series] = (this.bytes[series] as number) + bytes;
  }

  private advance(number: number, add: AddRow): void {
    for (const row of this.end()) add(row);
    const from = this.number < 0 ? number : this.number + 1;
    for (let empty = from; empty < Math.min(number, from + MAX_EMPTY); empty++) {
      this.number = empty;
      for (const row of this.end()) add(row);
    }
    this.number = number;
  }

  /** The rows of the current interval, which is empty afterwards; none before the first call. */
  end(): readonly Row[] {
    if (this.number < 0) return [];
    const time = this.clock.timeOf(this.number);
    const rows = this.names.map((name, i) => this.row(time, name, i));
    this.calls.fill(0);
    this.bytes.fill(0);
    return rows;
  }

  private row(time: bigint, name: string, series: number): Row {
    const [calls, bytes] = [this.calls[series] as number, this.bytes[series] as number];
    const names = name === '' ? [] : [name];
    return [time, calls, bytes, ...names, bar(this.by === 'calls' ? calls : bytes)];
  }
}

/** The columns, with one for the names of series if they have names. */
function columnsFor(names: readonly string[]): readonly Column[] {
  if (names.includes('')) return COLUMNS;
  return [...COLUMNS, { ...SERIES, width: Math.max(SERIES.heading.length, ...names.map(({ length }) => length)) }];
}

/** The series of an argument; all calls without one. */
function seriesIn(filters: string | undefined, { fields }: ChiselContext): readonly Series[] {
  const series = filters === undefined ? [] : seriesOf(filters, fields);
  return series.length === 0 ? wholeSeries() : series;
}

function start([text = DEFAULT_INTERVAL, word, filters]: readonly string[], context: ChiselContext): ChiselRun {
  const by = wordOf('iograph', word, BY);
  const series = seriesIn(filters, context);
  const names = series.map((one) => one.text);
  const shown = columnsFor(names);
  const graph = new Graph(wholeNumberOf('iograph', text, INTERVAL) * MS, by, names);
  const moves = new Uint8Array(SUBJECTS);
  const isCall = new Uint8Array(SUBJECTS);
  const time = { tsHi: 0, tsLo: 0 };
  return {
    kind: 'rows',
    // enter events as well: without them, the exits of some calls have no descriptor
    filter: treeOf('syscall.type exists'),
    form: {
      columns: [...shown, GRAPH],
      members: shown.map(({ name }) => name),
      layout: { kind: 'columns', hasRule: false },
    },
    take: (evt, add) => {
      if (!hasResult(evt)) return;
      graph.moveTo(evt.view, add);
      for (let i = 0; i < series.length; i++) if (series[i]?.has(evt)) graph.count(i, movedBytes(evt));
    },
    columns: {
      types: COLUMN_TYPES.map((isRow, type) => isRow & +series.every(({ types }) => types[type] === 1)),
      reads: readsOfAll([READS_FD, ...series.map(({ reads }) => reads)]),
      assign: (subject, evt) => {
        isCall[subject] = hasResult(evt) ? 1 : 0;
        moves[subject] = movesBytes(evt) ? 1 : 0;
        for (let i = 0; i < series.length; i++) series[i]?.assign(subject, evt);
      },
      take: (columns, add) => {
        const { count, subjects, results } = columns;
        for (let row = 0; row < count; row++) {
          const subject = subjects[row] as number;
          if (isCall[subject] === 0) continue;
          time.tsHi = columns.tsHi(row);
          time.tsLo = columns.tsLo(row);
          graph.moveTo(time, add);
          const bytes = moves[subject] === 0 ? 0 : Math.max(0, results[row] as number);
          for (let i = 0; i < series.length; i++) if (series[i]?.hasRow(columns, row)) graph.count(i, bytes);
        }
      },
    },
    report: { schedule: 'end', make: () => ({ rows: graph.end() }) },
  };
}

/** Calls and bytes over time. */
export const IO_GRAPH: Chisel = {
  name: 'iograph',
  category: 'I/O',
  summary: 'calls and bytes in each second, with a bar',
  description:
    'Prints a row for each interval: how many calls returned, how many bytes they read and wrote, and a bar. Each power of ten makes the bar six cells longer. A filter selects the calls. FILTERS divides them into series, each with rows of its own: filters in one word, with semicolons between them.',
  args: [
    { name: 'INTERVAL', description: 'ms in a row (1000)', isOptional: true },
    { name: 'SCALE', description: `what the bar shows: ${BY.join(', ')}`, isOptional: true },
    { name: 'FILTERS', description: 'filters of several series, as "evt.type=read; evt.type=write"', isOptional: true },
  ],
  start,
};
