// HOT: once per row. No allocation but for chunks, no bigint, try, spread or iterator here.
import { PACKED_BASE_BITS, PACKED_BASE_ROWS, PACKED_BITS, PACKED_ROWS } from '../../schema/prefilter.js';
import type { PackedSteps } from '../../state/row-packer.js';
import { IntColumn } from './int-column.js';

const IN_CHUNK = PACKED_ROWS - 1;
const BASES_BITS = PACKED_BITS - PACKED_BASE_BITS;
const IN_BASES = (1 << BASES_BITS) - 1;
/** Stands for chunks that were dropped. */
const GONE = new Float64Array();

/** Numbers by row of which each is near the one before: what is kept are the steps in between, and every PACKED_BASE_ROWS-th value. */
export class StepColumn {
  readonly steps: IntColumn;
  private count = 0;
  private readonly last: Float64Array;
  private readonly bases: Float64Array;
  private readonly baseChunks: Float64Array[] = [];
  /** Chunks that were dropped. */
  private dropped = 0;

  /** Others may add rows to the given memory as well (noteAdded). */
  constructor({ steps, bases, last }: PackedSteps) {
    this.steps = new IntColumn(steps);
    this.bases = bases;
    this.last = last;
  }

  /** Adds the value of the next row. */
  add(value: number): void {
    const { count, last } = this;
    if ((count & (PACKED_BASE_ROWS - 1)) === 0) {
      this.bases[(count & IN_CHUNK) >> PACKED_BASE_BITS] = value;
      last[0] = value;
    }
    this.steps.add(value - (last[0] as number));
    last[0] = value;
    this.noteBases(1);
  }

  /** The last value; 0 if there is none. */
  get end(): number {
    return this.last[0] as number;
  }

  /** Counts rows that have been written to the given memory, after the others. */
  noteAdded(rows: number): void {
    this.steps.noteAdded(rows);
    this.noteBases(rows);
  }

  private noteBases(rows: number): void {
    this.count += rows;
    if ((this.count & IN_CHUNK) === 0) this.baseChunks.push(this.bases.slice());
  }

  /** The value of a row. */
  at(row: number): number {
    const base = row >> PACKED_BASE_BITS;
    let value = (this.baseChunks[base >> BASES_BITS] ?? this.bases)[base & IN_BASES] as number;
    for (let i = (base << PACKED_BASE_BITS) + 1; i <= row; i++) value += this.steps.at(i);
    return value;
  }

  /** Tells the values of a range of rows, less what they are since. */
  tell(from: number, to: number, since: number, take: (row: number, value: number) => void): void {
    if (from >= to) return;
    let value = this.at(from);
    take(from, value - since);
    for (let row = from + 1; row < to; row++) {
      value = (row & (PACKED_BASE_ROWS - 1)) === 0 ? this.at(row) : value + this.steps.at(row);
      take(row, value - since);
    }
  }

  /** Frees the memory of rows before another one, by whole chunks. */
  drop(row: number): void {
    for (const end = row >> PACKED_BITS; this.dropped < end; this.dropped++) this.baseChunks[this.dropped] = GONE;
    this.steps.drop(row);
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return (this.baseChunks.length - this.dropped + 1) * this.bases.byteLength + this.steps.bytes;
  }
}
