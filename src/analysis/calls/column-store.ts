// HOT: once per row and column. No bigint, try, spread or iterator here; allocation only for the next rows.
import { isUtf8 } from 'node:buffer';
import { ByteText } from '../../bytes/byte-text.js';
import { writeText } from '../../output/ndjson/text.js';
import { type ColumnType, wordBytes } from './column-types.js';

/** Most rows that are stored at once. */
export const STORED_ROWS = 8192;
const ALL_VALID = 0xff;
const NUL = '\0';

/** Texts one behind the other. */
export interface StoredTexts {
  readonly bytes: ArrayBuffer;
  /** Offsets of their ends. */
  readonly ends: ArrayBuffer;
}

/** The values of a column in some rows, in memory that can be handed on. */
export interface StoredColumn {
  /** Numbers of the type, little-endian; of names and texts, the index of each in `texts`. */
  readonly data: ArrayBuffer;
  /** One bit a row, the first in the lowest: 0 for null. Null if no value is. */
  readonly valid: ArrayBuffer | null;
  readonly texts: StoredTexts | null;
}

/** Collects the values of a column, row by row. Rows whose value is not set are null only if setNull says so. */
abstract class Store {
  private valid: Uint8Array | null = null;

  setNull(row: number): void {
    this.valid ??= new Uint8Array(STORED_ROWS >> 3).fill(ALL_VALID);
    this.valid[row >> 3] = (this.valid[row >> 3] as number) & ~(1 << (row & 7));
  }

  /** The values so far; those of the next rows have other memory. */
  take(): StoredColumn {
    const { valid } = this;
    this.valid = null;
    return {
      data: this.takeData(),
      valid: valid === null ? null : (valid.buffer as ArrayBuffer),
      texts: this.takeTexts(),
    };
  }

  protected abstract takeData(): ArrayBuffer;

  protected takeTexts(): StoredTexts | null {
    return null;
  }
}

/** Integers of 32 bits. */
export class Int32Store extends Store {
  private values = new Int32Array(STORED_ROWS);

  set(row: number, value: number): void {
    this.values[row] = value;
  }

  protected takeData(): ArrayBuffer {
    const { buffer } = this.values;
    this.values = new Int32Array(STORED_ROWS);
    return buffer;
  }
}

const TWO_32 = 2 ** 32;

/** Integers of 64 bits, as halves. */
export class Int64Store extends Store {
  private halves = new Int32Array(2 * STORED_ROWS);

  set(row: number, hi: number, lo: number): void {
    this.halves[2 * row] = lo;
    this.halves[2 * row + 1] = hi;
  }

  /** Sets a safe integer; its low half is it modulo 2^32, which `|` takes. */
  setNumber(row: number, value: number): void {
    this.set(row, Math.floor(value / TWO_32), value | 0);
  }

  protected takeData(): ArrayBuffer {
    const { buffer } = this.halves;
    this.halves = new Int32Array(2 * STORED_ROWS);
    return buffer;
  }
}

/** Numbers of words. */
export class WordStore extends Store {
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly size: 1 | 2;
  private values: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

  constructor(type: ColumnType & { readonly kind: 'word' }) {
    super();
    this.numbers = new Map(type.words.map((word, i) => [word, i]));
    this.size = wordBytes(type);
    this.values = this.room();
  }

  /** The number of a word; -1 for null, and for what is no word of the type. */
  numberOf(word: string | null): number {
    return word === null ? -1 : (this.numbers.get(word) ?? -1);
  }

  setNumber(row: number, number: number): void {
    if (number < 0) this.setNull(row);
    else this.values[row] = number;
  }

  private room(): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
    return this.size === 1 ? new Uint8Array(STORED_ROWS) : new Uint16Array(STORED_ROWS);
  }

  protected takeData(): ArrayBuffer {
    const { buffer } = this.values;
    this.values = this.room();
    return buffer;
  }
}

/** Text that is UTF-8, of byte strings that may be none: those are as in NDJSON. */
function addAsUtf8(text: string, into: ByteText): void {
  const start = into.length;
  into.addText(text);
  if (!text.includes(NUL) && isUtf8(into.bytes.subarray(start, into.length))) return;
  into.length = start;
  writeText(into, text);
}

/** Collects texts and where they end. */
class Texts {
  count = 0;
  readonly bytes = new ByteText();
  private ends = new Uint32Array(STORED_ROWS);

  /** Ends a text that was added to `bytes`; returns its index. */
  end(): number {
    this.ends[this.count] = this.bytes.length;
    return this.count++;
  }

  take(): StoredTexts {
    const { bytes } = this;
    const copy = new Uint8Array(bytes.length);
    copy.set(bytes.bytes.subarray(0, bytes.length));
    const taken = { bytes: copy.buffer, ends: this.ends.buffer };
    this.ends = new Uint32Array(STORED_ROWS);
    this.count = 0;
    bytes.length = 0;
    return taken;
  }
}

/** Names: each once, and the rows that have them. */
export class NameStore extends Store {
  private indexes = new Map<string, number>();
  private readonly texts = new Texts();
  private values = new Uint32Array(STORED_ROWS);
  /** Changes when stored names are forgotten, and their indexes with them. */
  generation = 0;

  /** The index of a name (byte string), in this generation. */
  indexOf(name: string): number {
    return this.indexes.get(name) ?? this.add(name);
  }

  private add(name: string): number {
    addAsUtf8(name, this.texts.bytes);
    const index = this.texts.end();
    this.indexes.set(name, index);
    return index;
  }

  setIndex(row: number, index: number): void {
    this.values[row] = index;
  }

  set(row: number, name: string | null): void {
    if (name === null) this.setNull(row);
    else this.values[row] = this.indexOf(name);
  }

  protected takeData(): ArrayBuffer {
    const { buffer } = this.values;
    this.values = new Uint32Array(STORED_ROWS);
    return buffer;
  }

  protected override takeTexts(): StoredTexts {
    this.indexes = new Map();
    this.generation++;
    return this.texts.take();
  }
}

/** A text a row, which is written to `bytes`. */
export class TextStore extends Store {
  private readonly texts = new Texts();
  private values = new Uint32Array(STORED_ROWS);

  get bytes(): ByteText {
    return this.texts.bytes;
  }

  /** Makes what was written to `bytes` the text of a row. */
  end(row: number): void {
    this.values[row] = this.texts.end();
  }

  protected takeData(): ArrayBuffer {
    const { buffer } = this.values;
    this.values = new Uint32Array(STORED_ROWS);
    return buffer;
  }

  protected override takeTexts(): StoredTexts {
    return this.texts.take();
  }
}
