// HOT: once per row. No allocation but for chunks, no bigint, try, spread or iterator here.
import { WIDE_ZERO } from '../../bytes/int64.js';
import { IntColumn } from './int-column.js';

/** Every so many rows, a value is kept whole. */
const BASE_BITS = 6;
const BASE_ROWS = 1 << BASE_BITS;
const FIRST_BASES = 1024;

/** Numbers by row of which each is near the one before: what is kept are the steps in between. */
export class StepColumn {
  private count = 0;
  private last = WIDE_ZERO;
  private bases = new Float64Array(FIRST_BASES);
  private readonly steps = new IntColumn();

  /** Adds the value of the next row. */
  add(value: number): void {
    const { count } = this;
    if ((count & (BASE_ROWS - 1)) === 0) this.addBase(count >> BASE_BITS, value);
    this.steps.add(value - this.last);
    this.last = value;
    this.count++;
  }

  /** Adds the values of the next rows; overwrites them. */
  addAll(values: Float64Array, rows: number): void {
    let { count, last } = this;
    for (let row = 0; row < rows; row++, count++) {
      const value = values[row] as number;
      if ((count & (BASE_ROWS - 1)) === 0) {
        this.addBase(count >> BASE_BITS, value);
        last = value;
      }
      values[row] = value - last;
      last = value;
    }
    this.count = count;
    this.last = last;
    this.steps.addAll(values, rows);
  }

  private addBase(base: number, value: number): void {
    if (base === this.bases.length) {
      const { bases } = this;
      this.bases = new Float64Array(2 * bases.length);
      this.bases.set(bases);
    }
    this.bases[base] = value;
    this.last = value;
  }

  /** The value of a row. */
  at(row: number): number {
    const base = row >> BASE_BITS;
    let value = this.bases[base] as number;
    for (let i = (base << BASE_BITS) + 1; i <= row; i++) value += this.steps.at(i);
    return value;
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.bases.byteLength + this.steps.bytes;
  }
}
