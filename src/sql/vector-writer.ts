// HOT: once per row of a name or text. No allocation but once per message, no bigint, try, spread or iterator here.
import type { StoredColumn, StoredTexts } from '../analysis/calls/column-store.js';
import { type ColumnType, wordBytes } from '../analysis/calls/column-types.js';
import type { Bindings, Vector } from './duckdb.js';

/** Most rows of a vector (STANDARD_VECTOR_SIZE of DuckDB). */
export const VECTOR_ROWS = 2048;
/** A string in a vector (duckdb_string_t of duckdb.h): its length, and its bytes if they are few; else where they are. */
const STRING_BYTES = 16;
const STRING_WORDS = 4;
const LENGTH_BYTES = 4;
const INLINE = STRING_BYTES - LENGTH_BYTES;

/** Bytes of the values of a type; strings have none of their own. */
export function bytesOf(type: ColumnType): number {
  if (type.kind === 'word') return wordBytes(type);
  return type.kind === 'int32' ? 4 : 8;
}

/** The texts of some rows as strings of vectors; those that are not in them have other memory. */
class Strings {
  readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly ends: Uint32Array;

  constructor({ bytes, ends }: StoredTexts) {
    this.bytes = new Uint8Array(bytes);
    this.ends = new Uint32Array(ends);
    this.words = new Int32Array(this.ends.length * STRING_WORDS);
    const into = new Uint8Array(this.words.buffer);
    let start = 0;
    for (let i = 0; i < this.ends.length; i++) {
      const end = this.ends[i] as number;
      // the rest is not used
      if (end < start) break;
      const length = end - start;
      this.words[i * STRING_WORDS] = length;
      if (length <= INLINE)
        for (let at = 0; at < length; at++)
          into[i * STRING_BYTES + LENGTH_BYTES + at] = this.bytes[start + at] as number;
      start = end;
    }
  }

  isInline(index: number): boolean {
    return (this.words[index * STRING_WORDS] as number) <= INLINE;
  }

  at(index: number): Uint8Array {
    return this.bytes.subarray(index === 0 ? 0 : this.ends[index - 1], this.ends[index]);
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

  private writeStrings(vector: Vector, { column: { data, valid }, from, count }: ColumnRows, strings: Strings): void {
    const { bindings, scratch } = this;
    const { words } = strings;
    const indexes = new Uint32Array(data);
    const bits = valid === null ? null : new Uint8Array(valid);
    for (let i = 0; i < count; i++) {
      const at = (indexes[from + i] as number) * STRING_WORDS;
      const to = i * STRING_WORDS;
      scratch[to] = words[at] as number;
      scratch[to + 1] = words[at + 1] as number;
      scratch[to + 2] = words[at + 2] as number;
      scratch[to + 3] = words[at + 3] as number;
    }
    bindings.copy_data_to_vector(vector, 0, scratch.buffer as ArrayBuffer, 0, count * STRING_BYTES);
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const index = indexes[row] as number;
      if (strings.isInline(index) || (bits !== null && ((bits[row >> 3] as number) & (1 << (row & 7))) === 0)) continue;
      bindings.vector_assign_string_element_len(vector, i, strings.at(index));
    }
  }
}
