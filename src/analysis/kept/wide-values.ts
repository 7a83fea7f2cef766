// HOT: once per value that is wide. No bigint, try, spread or iterator here.
import { countUpTo } from '../../bytes/sorted.js';

const FIRST_ROOM = 64;

/** Values of the few rows that do not fit into a column, in the order of rows. */
export class WideValues {
  private rows = new Uint32Array(FIRST_ROOM);
  private values = new Float64Array(FIRST_ROOM);
  private count = 0;

  /** Adds the value of a row; rows come in ascending order. */
  add(row: number, value: number): void {
    if (this.count === this.rows.length) this.grow();
    this.rows[this.count] = row;
    this.values[this.count++] = value;
  }

  /** The value of the last row that is not after `row`; NaN if there is none. */
  at(row: number): number {
    const found = countUpTo(this.rows, this.count, row) - 1;
    return found < 0 ? Number.NaN : (this.values[found] as number);
  }

  /** Forgets the values of rows before another one, but for the last, which it may have. */
  drop(row: number): void {
    const gone = countUpTo(this.rows, this.count, row) - 1;
    if (gone <= 0) return;
    this.rows.copyWithin(0, gone, this.count);
    this.values.copyWithin(0, gone, this.count);
    this.count -= gone;
  }

  /** Bytes of memory taken. */
  get bytes(): number {
    return this.rows.byteLength + this.values.byteLength;
  }

  private grow(): void {
    const { rows, values } = this;
    this.rows = new Uint32Array(2 * rows.length);
    this.rows.set(rows);
    this.values = new Float64Array(2 * values.length);
    this.values.set(values);
  }
}
