import { toByteString } from '../../bytes/text.js';
import { hasResult } from '../../fields/result.js';
import { treeOf } from '../../filter/compose.js';
import type { AddRow, Column, Row } from '../../output/rows/column.js';
import { SUBJECTS } from '../../schema/prefilter.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { Chisel, ChiselRun } from '../chisel.js';
import { wholeNumberOf, wordOf } from '../chisel-args.js';
import { IntervalClock } from '../interval-clock.js';
import { movedBytes, movesBytes } from '../moved-bytes.js';

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
const GRAPH: Column = {
  name: 'graph',
  heading: SCALE.reduce((line, text, i) => line.padEnd(i * PER_DECADE) + text, ''),
  type: 'text',
};

/** Adds up calls and bytes, interval by interval. */
class Graph {
  private readonly clock: IntervalClock;
  private readonly by: By;
  /** The interval that is being added up; -1 before the first call. */
  private number = -1;
  private readonly sums = { calls: 0, bytes: 0 };

  constructor(interval: number, by: By) {
    this.clock = new IntervalClock(interval);
    this.by = by;
  }

  /** Adds a call that returned. Rows of earlier intervals are added once something later comes. */
  add(bytes: number, time: { readonly tsHi: number; readonly tsLo: number }, add: AddRow): void {
    const number = this.clock.numberOf(time);
    if (number > this.number) this.advance(number, add);
    this.sums.calls++;
    this.sums.bytes += bytes;
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

  /** The row of the current interval, which is empty afterwards; none before the first call. */
  end(): readonly Row[] {
    if (this.number < 0) return [];
    const { calls, bytes } = this.sums;
    this.sums.calls = 0;
    this.sums.bytes = 0;
    return [[this.clock.timeOf(this.number), calls, bytes, bar(this.by === 'calls' ? calls : bytes)]];
  }
}

function start([text = DEFAULT_INTERVAL, word]: readonly string[]): ChiselRun {
  const by = wordOf('iograph', word, BY);
  const graph = new Graph(wholeNumberOf('iograph', text, INTERVAL) * MS, by);
  const moves = new Uint8Array(SUBJECTS);
  const isCall = new Uint8Array(SUBJECTS);
  const time = { tsHi: 0, tsLo: 0 };
  return {
    kind: 'rows',
    // enter events as well: without them, the exits of some calls have no descriptor
    filter: treeOf('syscall.type exists'),
    form: {
      columns: [...COLUMNS, GRAPH],
      members: COLUMNS.map(({ name }) => name),
      layout: { kind: 'columns', hasRule: false },
    },
    take: (evt, add) => {
      if (hasResult(evt)) graph.add(movedBytes(evt), evt.view, add);
    },
    columns: {
      types: COLUMN_TYPES,
      assign: (subject, evt) => {
        isCall[subject] = hasResult(evt) ? 1 : 0;
        moves[subject] = movesBytes(evt) ? 1 : 0;
      },
      take: (columns, add) => {
        const { count, subjects, results } = columns;
        for (let row = 0; row < count; row++) {
          const subject = subjects[row] as number;
          if (isCall[subject] === 0) continue;
          time.tsHi = columns.tsHi(row);
          time.tsLo = columns.tsLo(row);
          graph.add(moves[subject] === 0 ? 0 : Math.max(0, results[row] as number), time, add);
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
    'Prints a row for each interval: how many calls returned, how many bytes they read and wrote, and a bar. Each power of ten makes the bar six cells longer. A filter selects the calls.',
  args: [
    { name: 'INTERVAL', description: 'ms in a row (1000)', isOptional: true },
    { name: 'SCALE', description: `what the bar shows: ${BY.join(', ')}`, isOptional: true },
  ],
  start,
};
