// HOT: once per row or for many rows. No allocation, bigint, try, spread or iterator here.
import { WideValues } from './wide-values.js';

/** Numbers of events by row. Nearly all events are rows, so each number is mostly the next one: only jumps are kept. */
export class NumberColumn {
  private count = 0;
  /** What is added to rows, from the first of the rows for which it is. */
  private readonly added = new WideValues();
  private last = Number.NaN;

  /** Adds the number of the next row. */
  add(num: number): void {
    const added = num - this.count;
    if (added !== this.last) {
      this.added.add(this.count, added);
      this.last = added;
    }
    this.count++;
  }

  /** Adds the numbers of the next rows: `first`, and what the others are after it. */
  addAll(first: number, sinceFirst: Uint32Array, rows: number): void {
    const from = sinceFirst[0] as number;
    if ((sinceFirst[rows - 1] as number) - from === rows - 1) {
      // none is left out in between
      this.add(first + from);
      this.count += rows - 1;
      return;
    }
    for (let row = 0; row < rows; row++) this.add(first + (sinceFirst[row] as number));
  }

  /** The number of a row. */
  at(row: number): number {
    return row + this.added.at(row);
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.added.bytes;
  }
}
