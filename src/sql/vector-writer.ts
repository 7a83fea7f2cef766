// HOT: once per row of a name or text. No allocation but once per message, no bigint, try, spread or iterator here.
import type { StoredColumn, StoredTexts } from '../analysis/calls/column-store.js';
import { type ColumnType, wordBytes } from '../analysis/calls/column-types.js';
import type { Bindings, Vector } from './duckdb.js';

/** Most rows of a vector (STANDARD_VECTOR_SIZE of DuckDB). */
export const VECTOR_ROWS = 2048;
/** A string in a vector (duckdb_string_t of duckdb.h): its length, and its bytes if they are few; else the first four, and their address. */
const STRING_BYTES = 16;
const STRING_WORDS = 4;
const LENGTH_BYTES = 4;
const INLINE = STRING_BYTES - LENGTH_BYTES;
const PREFIX = 4;
const ADDRESS_WORD = 2;
const TWO_32 = 2 ** 32;

/** Bytes of the values of a type; strings have none of their own. */
export function bytesOf(type: ColumnType): number {
  if (type.kind === 'word') return wordBytes(type);
  return type.kind === 'int32' ? 4 : 8;
}

/** The texts of some rows as strings of vectors. Where the bytes of one have an address, it has their offset instead. */
class Strings {
  readonly words: Int32Array;
  /** Whether any has an address. */
  readonly hasLong: boolean;
  private readonly bytes: Uint8Array;
  private readonly ends: Uint32Array;

  constructor({ bytes, ends }: StoredTexts) {
    this.bytes = new Uint8Array(bytes);
    this.ends = new Uint32Array(ends);
    this.words = new Int32Array(this.ends.length * STRING_WORDS);
    const into = new Uint8Array(this.words.buffer);
    let start = 0;
    let longest = 0;
    for (let i = 0; i < this.ends.length; i++) {
      const end = this.ends[i] as number;
      // the rest is not used
      if (end < start) break;
      const length = end - start;
      const isLong = length > INLINE;
      this.words[i * STRING_WORDS] = length;
      if (isLong) this.words[i * STRING_WORDS + ADDRESS_WORD] = start;
      const kept = isLong ? PREFIX : length;
      for (let at = 0; at < kept; at++) into[i * STRING_BYTES + LENGTH_BYTES + at] = this.bytes[start + at] as number;
      longest = Math.max(longest, length);
      start = end;
    }
    this.hasLong = longest > INLINE;
  }

  /** Where the bytes of a text begin. */
  startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] as number);
  }

  /** The bytes of texts from one to another, the latter included. */
  range(first: number, last: number): Uint8Array {
    return this.bytes.subarray(this.startOf(first), this.ends[last]);
  }
}

/** Some rows of a stored column. */
export interface ColumnRows {
  readonly column: StoredColumn;
  /** The first one; a multiple of eight. */
  readonly from: number;
  readonly count: number;
}

/** Copies stored columns to vectors. */
export class VectorWriter {
  private readonly bindings: Bindings;
  private readonly scratch = new Int32Array(VECTOR_ROWS * STRING_WORDS);
  private strings = new WeakMap<StoredTexts, Strings>();

  constructor(bindings: Bindings) {
    this.bindings = bindings;
  }

  /** Copies rows to a new vector. */
  write(vector: Vector, type: ColumnType, rows: ColumnRows): void {
    const { column, from, count } = rows;
    const { bindings } = this;
    const { data, valid, texts } = column;
    if (valid !== null) {
      bindings.vector_ensure_validity_writable(vector);
      bindings.copy_data_to_vector_validity(vector, 0, valid, from >> 3, (count + 7) >> 3);
    }
    if (texts === null) {
      const size = bytesOf(type);
      bindings.copy_data_to_vector(vector, 0, data, from * size, count * size);
    } else this.writeStrings(vector, rows, this.stringsOf(texts));
  }

  private stringsOf(texts: StoredTexts): Strings {
    let found = this.strings.get(texts);
    if (found === undefined) {
      found = new Strings(texts);
      this.strings.set(texts, found);
    }
    return found;
  }

  private writeStrings(vector: Vector, { column: { data }, from, count }: ColumnRows, strings: Strings): void {
    const { scratch } = this;
    const { words } = strings;
    const indexes = new Uint32Array(data, from * Uint32Array.BYTES_PER_ELEMENT, count);
    for (let i = 0; i < count; i++) {
      const at = (indexes[i] as number) * STRING_WORDS;
      const to = i * STRING_WORDS;
      scratch[to] = words[at] as number;
      scratch[to + 1] = words[at + 1] as number;
      scratch[to + 2] = words[at + 2] as number;
      scratch[to + 3] = words[at + 3] as number;
    }
    if (strings.hasLong) this.writeLong(vector, indexes, strings);
    this.bindings.copy_data_to_vector(vector, 0, scratch.buffer as ArrayBuffer, 0, count * STRING_BYTES);
  }

  /**
   * Gives the bytes of texts to a vector, as one string, and writes their addresses to `scratch`: a call for each string would take
   * longer than all else.
   */
  private writeLong(vector: Vector, indexes: Uint32Array, strings: Strings): void {
    const { bindings, scratch } = this;
    let first = TWO_32;
    let last = 0;
    for (let i = 0; i < indexes.length; i++) {
      const index = indexes[i] as number;
      if (index < first) first = index;
      if (index > last) last = index;
    }
    const bytes = strings.range(first, last);
    // then none of these rows has a long text
    if (bytes.length <= INLINE) return;
    bindings.vector_assign_string_element_len(vector, 0, bytes);
    const whole = bindings.vector_get_data(vector, STRING_BYTES);
    const view = new DataView(whole.buffer, whole.byteOffset, STRING_BYTES);
    const low = view.getUint32(ADDRESS_WORD * 4, true) - strings.startOf(first);
    const high = view.getUint32(ADDRESS_WORD * 4 + 4, true);
    for (let i = 0; i < indexes.length; i++) {
      const to = i * STRING_WORDS;
      if ((scratch[to] as number) <= INLINE) continue;
      const address = low + (scratch[to + ADDRESS_WORD] as number);
      scratch[to + ADDRESS_WORD] = address;
      scratch[to + ADDRESS_WORD + 1] = high + (address >= TWO_32 ? 1 : 0);
    }
  }
}
