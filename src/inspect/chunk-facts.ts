// HOT: once per row, when a chunk is first asked about. No allocation but for chunks, no bigint, try, spread or iterator here.
import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { PACKED_ROWS, PACKED_VALUE } from '../schema/prefilter.js';

/** Bits of a filter for each subject that it holds: one in eight of the others seems to be there. */
const BITS_EACH = 8;
const MIN_BITS = 1024;
const MAX_BITS = 1 << 18;
const WORD_BITS = 32;
/** 2^32 divided by the golden ratio: numbers that follow each other get bits far apart (Knuth, multiplicative hashing). */
const SPREAD = 0x9e3779b1;

/** What is known of the rows of a chunk. */
interface Facts {
  /** A bit for each subject; others may have the same. */
  readonly subjects: Uint32Array;
  readonly hasFailure: boolean;
}

const bitOf = (id: number, bits: number): number => (Math.imul(id, SPREAD) >>> 0) & (bits - 1);

/** Says of chunks of rows what is certainly not among them, so that searches pass over them. Found when first asked for, if not before. */
export class ChunkFacts {
  private readonly kept: KeptColumns;
  private readonly chunks: (Facts | undefined)[] = [];
  /** Chunks that were dropped. */
  private dropped = 0;
  /** By subject: one more than the chunk in which it was counted last. */
  private counted = new Int32Array(0);
  /** The subjects of the chunk that is looked at. */
  private readonly distinct = new Int32Array(PACKED_ROWS);

  constructor(kept: KeptColumns) {
    this.kept = kept;
  }

  /** Whether a chunk may have a row of some subjects. */
  mayHave(chunk: number, ids: Int32Array): boolean {
    const facts = this.of(chunk);
    if (facts === null) return true;
    const { subjects } = facts;
    const bits = subjects.length * WORD_BITS;
    for (let i = 0; i < ids.length; i++) {
      const bit = bitOf(ids[i] as number, bits);
      if (((subjects[bit >> 5] as number) & (1 << (bit & 31))) !== 0) return true;
    }
    return false;
  }

  /** Whether a chunk may have a failed call. */
  mayFail(chunk: number): boolean {
    return this.of(chunk)?.hasFailure ?? true;
  }

  /** Finds what is known of a chunk, so that those who ask need not wait for it. */
  learn(chunk: number): void {
    this.of(chunk);
  }

  /** Null for a chunk to which rows are still added. */
  private of(chunk: number): Facts | null {
    const { count, first } = this.kept;
    if ((chunk + 1) * PACKED_ROWS > count) return null;
    while ((this.dropped + 1) * PACKED_ROWS <= first) this.chunks[this.dropped++] = undefined;
    const known = this.chunks[chunk];
    if (known !== undefined) return known;
    const facts = this.find(chunk);
    this.chunks[chunk] = facts;
    return facts;
  }

  private find(chunk: number): Facts {
    const first = chunk * PACKED_ROWS;
    const count = this.distinctIn(this.kept.subjects.chunkOf(first), chunk);
    const bits = bitsFor(count);
    const subjects = new Uint32Array(bits / WORD_BITS);
    for (let i = 0; i < count; i++) {
      const bit = bitOf(this.distinct[i] as number, bits);
      subjects[bit >> 5] = (subjects[bit >> 5] as number) | (1 << (bit & 31));
    }
    return { subjects, hasFailure: hasNegative(this.kept.results.chunkOf(first)) };
  }

  /** Puts each subject of a chunk into `distinct` once; returns their number. */
  private distinctIn(ids: Int32Array, chunk: number): number {
    const { kept, distinct } = this;
    if (this.counted.length < kept.dictionary.count) this.counted = new Int32Array(kept.dictionary.count * 2);
    const { counted } = this;
    let found = 0;
    for (let at = 0; at < PACKED_ROWS; at++) {
      const id = ids[at] as number;
      if (counted[id] === chunk + 1) continue;
      counted[id] = chunk + 1;
      distinct[found++] = id;
    }
    return found;
  }
}

/** A power of two that suits a number of subjects. */
function bitsFor(subjects: number): number {
  const wanted = 2 ** Math.ceil(Math.log2(subjects * BITS_EACH));
  return Math.min(Math.max(wanted, MIN_BITS), MAX_BITS);
}

/** Whether packed numbers may have a negative one. */
function hasNegative(packed: Int32Array): boolean {
  for (let at = 0; at < PACKED_ROWS; at++) {
    const value = packed[at] as number;
    if (value < 0 && value !== PACKED_VALUE.NONE) return true;
  }
  return false;
}
