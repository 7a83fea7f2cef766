import type { AddRow, Column, Row } from '../output/rows/column.js';
import { IntervalClock } from './interval-clock.js';

const SECOND = 1e9;

/** When a row starts, and how many fell into each column of the map. */
export const HEAT_COLUMNS: readonly Column[] = [
  { name: 'evt.rawtime', heading: 'Time', type: 'time' },
  { name: 'counts', heading: 'Counts', type: 'counts' },
];

/** What the columns of a map stand for. */
export interface HeatAxis {
  readonly columns: number;
  /** Column of a value; the first and the last one have everything beyond. */
  readonly columnOf: (value: number) => number;
  /** Texts above columns, in their order. */
  readonly labels: readonly (readonly [column: number, text: string])[];
}

const PER_DECADE = 8;
const DECADES = ['1ns', '10ns', '100ns', '1us', '10us', '100us', '1ms', '10ms', '100ms', '1s'];

/** Durations from 1 ns to 10 s; each column stands for the same factor. */
export const LATENCY_AXIS: HeatAxis = {
  columns: DECADES.length * PER_DECADE,
  columnOf: (ns) => Math.min(DECADES.length * PER_DECADE - 1, Math.max(0, Math.floor(Math.log10(ns) * PER_DECADE))),
  labels: DECADES.map((text, i) => [i * PER_DECADE, text]),
};

const PER_SECOND = 100;
const TENTHS = 10;

/** Offsets within a second in ns, by hundredths of it. */
export const SECOND_AXIS: HeatAxis = {
  columns: PER_SECOND,
  columnOf: (ns) => Math.min(PER_SECOND - 1, Math.floor((ns / SECOND) * PER_SECOND)),
  labels: Array.from({ length: TENTHS }, (_, i) => [(i * PER_SECOND) / TENTHS, `.${i}`]),
};

/** A heat map that is made row by row, by the times of what is counted. */
export class HeatMap {
  private readonly axis: HeatAxis;
  private readonly clock: IntervalClock;
  private readonly counts: Uint32Array;
  /** Number of the row that is being filled; -1 before the first value. */
  private row = -1;

  /** Rows stand for `interval` ns each. */
  constructor(axis: HeatAxis, interval: number) {
    this.axis = axis;
    this.clock = new IntervalClock(interval);
    this.counts = new Uint32Array(axis.columns);
  }

  /** Counts a value at a time, in halves of ns since the epoch. A row is added once something later comes. */
  add(value: number, time: { readonly tsHi: number; readonly tsLo: number }, add: AddRow): void {
    const row = this.clock.numberOf(time);
    // a late event counts in the current row: its own has been added
    if (row > this.row) {
      if (this.row >= 0) add(this.take());
      this.row = row;
    }
    const column = this.axis.columnOf(value);
    this.counts[column] = (this.counts[column] as number) + 1;
  }

  private take(): Row {
    const counts = [...this.counts];
    this.counts.fill(0);
    return [this.clock.timeOf(this.row), counts];
  }

  /** The row that is being filled; none if nothing was counted. */
  end(): readonly Row[] {
    return this.row < 0 ? [] : [this.take()];
  }
}
