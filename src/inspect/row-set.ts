// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import { countUpTo } from '../bytes/sorted.js';

const WORD_BITS = 32;
/** Words of a bitmap between two counts. */
const STRIDE = 16;

/** Bits that are set in a word. */
function bitsIn(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Position of the nth bit that is set in a word, from 0 on. */
function bitAt(word: number, nth: number): number {
  let rest = word;
  for (let i = 0; i < nth; i++) rest &= rest - 1;
  return 31 - Math.clz32(rest & -rest);
}

/** A growing set of rows, to which rows are added in order. It takes a bit for each row of the capture. */
export class RowSet {
  /** Number of rows in it. */
  count = 0;
  private words = new Uint32Array(1024);
  /** Number of rows in it before each STRIDE words. */
  private counts = new Uint32Array(1024 / STRIDE);
  /** Strides that have a count. */
  private strides = 0;
  /** Words before the first one, which were dropped. */
  private origin = 0;

  /** Adds a row that is behind all others. */
  add(row: number): void {
    const word = this.wordOf(row);
    if (word >= this.words.length) this.grow(word + 1);
    const stride = Math.floor(word / STRIDE);
    while (this.strides <= stride) this.counts[this.strides++] = this.count;
    this.words[word] = ((this.words[word] as number) | (1 << (row % WORD_BITS))) >>> 0;
    this.count++;
  }

  /** The word of a row; negative for rows that were dropped. */
  private wordOf(row: number): number {
    return Math.floor(row / WORD_BITS) - this.origin;
  }

  private grow(words: number): void {
    const size = 2 ** Math.ceil(Math.log2(words));
    const [oldWords, oldCounts] = [this.words, this.counts];
    this.words = new Uint32Array(size);
    this.words.set(oldWords);
    this.counts = new Uint32Array(size / STRIDE);
    this.counts.set(oldCounts);
  }

  /** Frees the memory of rows before another one. They stay in `count` and in the positions of others, but are not to be asked for. */
  drop(row: number): void {
    const strides = Math.max(0, Math.floor(this.wordOf(row) / STRIDE));
    if (strides === 0) return;
    const words = strides * STRIDE;
    this.origin += words;
    this.words.copyWithin(0, words).fill(0, Math.max(0, this.words.length - words));
    this.counts.copyWithin(0, strides);
    this.strides = Math.max(0, this.strides - strides);
  }

  has(row: number): boolean {
    const word = this.words[this.wordOf(row)] ?? 0;
    return ((word >>> (row % WORD_BITS)) & 1) === 1;
  }

  /** Number of its rows before a row. */
  countBefore(row: number): number {
    const word = this.wordOf(row);
    const stride = Math.floor(word / STRIDE);
    if (stride >= this.strides) return this.count;
    let count = this.counts[stride] as number;
    for (let i = stride * STRIDE; i < word; i++) count += bitsIn(this.words[i] as number);
    return count + bitsIn((this.words[word] as number) & (2 ** (row % WORD_BITS) - 1));
  }

  /** Its nth row, from 0 on; -1 if there is none. */
  at(nth: number): number {
    if (nth < 0 || nth >= this.count) return -1;
    let word = (countUpTo(this.counts, this.strides, nth) - 1) * STRIDE;
    if (word < 0) return -1;
    let left = nth - (this.counts[word / STRIDE] as number);
    for (;;) {
      const bits = bitsIn(this.words[word] as number);
      if (left < bits) return (this.origin + word) * WORD_BITS + bitAt(this.words[word] as number, left);
      left -= bits;
      word++;
    }
  }

  /** Writes its rows from the nth on, in order, to an array that has room for them. */
  copyTo(rows: Uint32Array, nth: number): void {
    const first = this.at(nth);
    if (first < 0) return;
    let end = 0;
    for (let word = this.wordOf(first); nth + end < this.count; word++) {
      let rest = this.words[word] as number;
      while (rest !== 0) {
        const lowest = rest & -rest;
        const row = (this.origin + word) * WORD_BITS + 31 - Math.clz32(lowest);
        if (row >= first) rows[end++] = row;
        rest ^= lowest;
      }
    }
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.words.byteLength + this.counts.byteLength;
  }
}
