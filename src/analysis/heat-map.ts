import type { ByteText } from '../bytes/byte-text.js';
import { difference64 } from '../bytes/int64.js';
import { nanosOf, secondsOf } from '../render/clock.js';

const SECOND = 1e9;

/** What the columns of a map stand for. */
export interface HeatAxis {
  readonly columns: number;
  /** Column of a value; those beyond the ends are in the last ones. */
  readonly columnOf: (value: number) => number;
  /** Texts above columns, in their order. */
  readonly labels: readonly (readonly [column: number, text: string])[];
}

const PER_DECADE = 8;
const DECADES = ['1ns', '10ns', '100ns', '1us', '10us', '100us', '1ms', '10ms', '100ms', '1s'];

/** Time spans in ns, from one to ten seconds; each column stands for the same factor. */
export const LATENCY_AXIS: HeatAxis = {
  columns: DECADES.length * PER_DECADE,
  columnOf: (ns) => Math.min(DECADES.length * PER_DECADE - 1, Math.max(0, Math.floor(Math.log10(ns) * PER_DECADE))),
  labels: DECADES.map((text, i) => [i * PER_DECADE, text]),
};

const PER_SECOND = 100;
const TENTHS = 10;

/** Places within a second in ns, in hundredths. */
export const SECOND_AXIS: HeatAxis = {
  columns: PER_SECOND,
  columnOf: (ns) => Math.min(PER_SECOND - 1, Math.floor((ns / SECOND) * PER_SECOND)),
  labels: Array.from({ length: TENTHS }, (_, i) => [(i * PER_SECOND) / TENTHS, `.${i}`]),
};

/** A row of a map. */
export interface HeatRow {
  /** When it begins, in ns from the beginning of a second, which is since the epoch. */
  readonly second: number;
  readonly offset: number;
  /** How many fell into each column. */
  readonly counts: Uint32Array;
}

/** How a map is written. */
export interface HeatWriter {
  begin(out: ByteText, axis: HeatAxis): void;
  row(out: ByteText, row: HeatRow): void;
  /** Stands for rows with nothing in them, so many ns together. */
  gap(out: ByteText, length: number): void;
}

/** A heat map that is written row by row, by the times of what falls into it. */
export class HeatMap {
  private readonly axis: HeatAxis;
  private readonly interval: number;
  private readonly writer: HeatWriter;
  private readonly counts: Uint32Array;
  /** The second in which the first row begins, since the epoch and as halves of ns; -1 before the first value. */
  private second = -1;
  private startHi = 0;
  private startLo = 0;
  /** Number of the row that is being filled. */
  private row = 0;

  /** Rows stand for `interval` ns each. */
  constructor(axis: HeatAxis, interval: number, writer: HeatWriter) {
    this.axis = axis;
    this.interval = interval;
    this.writer = writer;
    this.counts = new Uint32Array(axis.columns);
  }

  /** Counts a value at a time, in halves of ns since the epoch. A row is written once something comes that is later. */
  add(value: number, { tsHi, tsLo }: { readonly tsHi: number; readonly tsLo: number }, out: ByteText): void {
    if (this.second < 0) this.begin(tsHi, tsLo, out);
    const row = Math.floor(difference64(tsHi, tsLo, this.startHi, this.startLo) / this.interval);
    // what is late is counted in the row at hand: its own is written
    if (row > this.row) this.advance(row, out);
    const column = this.axis.columnOf(value);
    this.counts[column] = (this.counts[column] as number) + 1;
  }

  private begin(tsHi: number, tsLo: number, out: ByteText): void {
    const nanos = nanosOf(tsHi, tsLo);
    this.second = secondsOf(tsHi, tsLo);
    this.startHi = tsHi;
    this.startLo = tsLo - nanos;
    this.row = Math.floor(nanos / this.interval);
    this.writer.begin(out, this.axis);
  }

  private advance(row: number, out: ByteText): void {
    this.end(out);
    const empty = row - this.row - 1;
    if (empty > 0) this.writer.gap(out, empty * this.interval);
    this.row = row;
  }

  /** Writes the row that is being filled, if there is any. */
  end(out: ByteText): void {
    if (this.second < 0) return;
    const { second, counts } = this;
    this.writer.row(out, { second, offset: this.row * this.interval, counts });
    counts.fill(0);
  }
}
