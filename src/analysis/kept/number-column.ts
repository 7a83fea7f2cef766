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

  /** Adds the numbers of rows [from, end): `first`, and what they are after it. */
  addAll(first: number, sinceFirst: Uint32Array, from: number, end: number): void {
    const steps = (sinceFirst[end - 1] as number) - (sinceFirst[from] as number);
    if (steps === end - 1 - from) {
      // none is left out in between
      this.add(first + (sinceFirst[from] as number));
      this.count += steps;
      return;
    }
    for (let row = from; row < end; row++) this.add(first + (sinceFirst[row] as number));
  }

  /** The number of a row. */
  at(row: number): number {
    return row + this.added.at(row);
  }

  /** Frees the memory of rows before another one. */
  drop(row: number): void {
    this.added.drop(row);
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.added.bytes;
  }
}
