// HOT: once per row. No allocation but for chunks, no bigint, try, spread or iterator here.
import { PACKED_BITS, PACKED_ROWS, PACKED_VALUE } from '../../schema/prefilter.js';
import { WideValues } from './wide-values.js';

const IN_CHUNK = PACKED_ROWS - 1;
const MOST = 0x7fffffff;
const { NONE, WIDE } = PACKED_VALUE;
/** Stands for chunks that were dropped. */
const GONE = new Int32Array();

/**
 * Numbers by row, NaN for none. Integers of 32 bits take just these; all others take 12 bytes more. They are in chunks of PACKED_ROWS
 * rows: columns grow without being copied.
 */
export class IntColumn {
  private count = 0;
  private readonly chunks: Int32Array[] = [];
  /** The chunk to which rows are added. */
  private readonly current: Int32Array;
  private readonly wide = new WideValues();
  /** Chunks that were dropped. */
  private dropped = 0;

  /** `current`: memory for a chunk, to which others may add rows as well (noteAdded). */
  constructor(current: Int32Array = new Int32Array(PACKED_ROWS)) {
    this.current = current;
  }

  /** Adds the value of the next row. */
  add(value: number): void {
    const { count } = this;
    this.current[count & IN_CHUNK] = value > WIDE && value <= MOST ? value : this.addOther(count, value);
    this.noteAdded(1);
  }

  /** Counts rows that have been written to the current chunk, after the others. */
  noteAdded(rows: number): void {
    this.count += rows;
    if ((this.count & IN_CHUNK) === 0) this.chunks.push(this.current.slice());
  }

  private addOther(row: number, value: number): number {
    if (Number.isNaN(value)) return NONE;
    this.wide.add(row, value);
    return WIDE;
  }

  /** Adds the value of a row of the current chunk, where PACKED_VALUE.WIDE stands for it; such rows come in ascending order. */
  addWide(inChunk: number, value: number): void {
    this.wide.add((this.count & ~IN_CHUNK) + inChunk, value);
  }

  /** The value of a row. */
  at(row: number): number {
    const value = (this.chunks[row >> PACKED_BITS] ?? this.current)[row & IN_CHUNK] as number;
    if (value > WIDE) return value;
    return value === WIDE ? this.wide.at(row) : Number.NaN;
  }

  /** The chunk that has a row: a number of its own for each, or one of PACKED_VALUE (decode). */
  chunkOf(row: number): Int32Array {
    return this.chunks[row >> PACKED_BITS] ?? this.current;
  }

  /** The value of a row, by what its chunk has of it. */
  decode(row: number, packed: number): number {
    return packed > WIDE ? packed : this.at(row);
  }

  /** Frees the memory of rows before another one, which then have no value, by whole chunks. */
  drop(row: number): void {
    for (const end = row >> PACKED_BITS; this.dropped < end; this.dropped++) this.chunks[this.dropped] = GONE;
    this.wide.drop(row);
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return (this.chunks.length - this.dropped + 1) * this.current.byteLength + this.wide.bytes;
  }
}
