// HOT: once per row. No allocation, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../../bytes/int64.js';
import { timeValue } from '../../fields/time-value.js';
import type { PackedSteps, RowPacker } from '../../state/row-packer.js';
import { StepColumn } from './step-column.js';

/** ns that are exact as a number, with room for a step. */
const MOST = 2 ** 52;

/** Times by row, in ns since the epoch. */
export class TimeColumn {
  readonly nanos: StepColumn;
  /** Whether rows that others pack have an origin. */
  hasOrigin = false;
  /** What `nanos` counts from: from which row on, and the time. Another origin is needed after 52 days. */
  private readonly originRows: number[] = [];
  private readonly origins: bigint[] = [];
  /** The last origin, for those who pack rows: its low and its high half. */
  private readonly origin: Uint32Array;
  /** Not 0 if a row was before the row before it; those who pack rows note it, too. */
  private readonly goesBack: Uint32Array;
  private tsHi = 0;
  private tsLo = WIDE_ZERO;
  private count = 0;

  constructor(store: PackedSteps, { origin, goesBack }: RowPacker) {
    this.nanos = new StepColumn(store);
    this.origin = origin;
    this.goesBack = goesBack;
  }

  /** Adds the time of the next row, as halves. */
  add(tsHi: number, tsLo: number): void {
    const nanos = difference64(tsHi, tsLo, this.tsHi, this.tsLo);
    if (this.hasOrigin && nanos < this.nanos.end) this.goesBack[0] = 1;
    if (!this.hasOrigin || Math.abs(nanos) > MOST) this.begin(tsHi, tsLo);
    else this.nanos.add(nanos);
    this.count++;
  }

  /** Counts rows that have been packed by others, with the last origin. */
  noteAdded(rows: number): void {
    this.nanos.noteAdded(rows);
    this.count += rows;
  }

  private begin(tsHi: number, tsLo: number): void {
    this.hasOrigin = true;
    this.tsHi = tsHi;
    this.tsLo = tsLo;
    this.origin[0] = tsLo;
    this.origin[1] = tsHi;
    this.originRows.push(this.count);
    this.origins.push(timeValue(tsHi, tsLo));
    this.nanos.add(0);
  }

  /** Whether no row was before the row before it. */
  get isInOrder(): boolean {
    return this.goesBack[0] === 0;
  }

  /** The time of a row. */
  // COLD: once per row that is looked at
  at(row: number): bigint {
    const origin = this.origins[this.originRows.findLastIndex((first) => first <= row)] as bigint;
    return origin + BigInt(this.nanos.at(row));
  }

  /** Tells of each row of a range how long it was after a time, in ns: exact up to 104 days. */
  tell(from: number, to: number, since: bigint, take: (row: number, ns: number) => void): void {
    for (let row = from; row < to; ) {
      const at = this.originRows.findLastIndex((first) => first <= row);
      const end = Math.min(to, this.originRows[at + 1] ?? to);
      this.nanos.tell(row, end, Number(since - (this.origins[at] as bigint)), take);
      row = end;
    }
  }

  /** Frees the memory of rows before another one. */
  drop(row: number): void {
    this.nanos.drop(row);
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.nanos.bytes;
  }
}
