// HOT: once per row. No allocation but for chunks, no bigint, try, spread or iterator here.
import { WideValues } from './wide-values.js';

/** Rows in a chunk: columns grow without being copied. */
const CHUNK_BITS = 16;
export const CHUNK_ROWS = 1 << CHUNK_BITS;
const IN_CHUNK = CHUNK_ROWS - 1;

const MOST = 0x7fffffff;
/** Stand for no number, and for one that is in `wide`. */
const NONE = -MOST - 1;
const ELSEWHERE = -MOST;

/** Numbers by row, NaN for none. Integers of 32 bits take just these; all others take 12 bytes more. */
export class IntColumn {
  private count = 0;
  private readonly chunks: Int32Array[] = [];
  private readonly wide = new WideValues();

  /** Adds the value of the next row. */
  add(value: number): void {
    const { count } = this;
    const i = count & IN_CHUNK;
    if (i === 0) this.chunks.push(new Int32Array(CHUNK_ROWS));
    const chunk = this.chunks[count >> CHUNK_BITS] as Int32Array;
    chunk[i] = value > ELSEWHERE && value <= MOST ? value : this.addOther(count, value);
    this.count++;
  }

  /** Adds the values of the next rows. */
  addAll(values: Float64Array, rows: number): void {
    let { count } = this;
    for (let row = 0; row < rows; ) {
      const i = count & IN_CHUNK;
      if (i === 0) this.chunks.push(new Int32Array(CHUNK_ROWS));
      const chunk = this.chunks[count >> CHUNK_BITS] as Int32Array;
      const end = Math.min(CHUNK_ROWS, i + rows - row);
      for (let k = i; k < end; k++) {
        const value = values[row] as number;
        chunk[k] = value > ELSEWHERE && value <= MOST ? value : this.addOther(count + k - i, value);
        row++;
      }
      count += end - i;
    }
    this.count = count;
  }

  private addOther(row: number, value: number): number {
    if (Number.isNaN(value)) return NONE;
    this.wide.add(row, value);
    return ELSEWHERE;
  }

  /** The value of a row. */
  at(row: number): number {
    const value = (this.chunks[row >> CHUNK_BITS] as Int32Array)[row & IN_CHUNK] as number;
    if (value > ELSEWHERE) return value;
    return value === ELSEWHERE ? this.wide.at(row) : Number.NaN;
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.chunks.length * CHUNK_ROWS * Int32Array.BYTES_PER_ELEMENT + this.wide.bytes;
  }
}
