// HOT: once per row. No allocation, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../../bytes/int64.js';
import { timeValue } from '../../fields/time-value.js';
import type { EventColumns } from '../../state/event-columns.js';
import { StepColumn } from './step-column.js';

/** ns that are exact as a number, with room for a step. */
const MOST = 2 ** 52;

/** Times by row, in ns since the epoch. */
export class TimeColumn {
  private readonly nanos = new StepColumn();
  /** What `nanos` counts from: from which row on, and the time. Another origin is needed after 52 days. */
  private readonly originRows: number[] = [];
  private readonly origins: bigint[] = [];
  private tsHi = 0;
  private tsLo = WIDE_ZERO;
  private count = 0;

  /** Adds the time of the next row, as halves. */
  add(tsHi: number, tsLo: number): void {
    const nanos = difference64(tsHi, tsLo, this.tsHi, this.tsLo);
    if (this.count++ === 0 || Math.abs(nanos) > MOST) this.begin(tsHi, tsLo);
    else this.nanos.add(nanos);
  }

  /** Adds the times of the next rows; `scratch` has room for them. */
  addAll(columns: EventColumns, scratch: Float64Array): void {
    const { count } = columns;
    const isNear = this.count > 0 && columns.nanosSince(this.tsHi, this.tsLo, scratch) <= MOST;
    if (!isNear) for (let row = 0; row < count; row++) this.add(columns.tsHi(row), columns.tsLo(row));
    else {
      this.nanos.addAll(scratch, count);
      this.count += count;
    }
  }

  private begin(tsHi: number, tsLo: number): void {
    this.tsHi = tsHi;
    this.tsLo = tsLo;
    this.originRows.push(this.count - 1);
    this.origins.push(timeValue(tsHi, tsLo));
    this.nanos.add(0);
  }

  /** The time of a row. */
  // COLD: once per row that is looked at
  at(row: number): bigint {
    const origin = this.origins[this.originRows.findLastIndex((first) => first <= row)] as bigint;
    return origin + BigInt(this.nanos.at(row));
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.nanos.bytes;
  }
}
