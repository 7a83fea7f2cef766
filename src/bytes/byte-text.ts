// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Chunk } from './chunk.js';
import { decodeText } from './text.js';

const FIRST_SIZE = 4096;
/** Bytes moved at once, as a float64. No arithmetic is done on it, so the bits never change. */
const WORD = 8;
/** Minimum lengths for which the runtime's own copying is faster than a loop. */
const LONG_TEXT = 48;
const LONG_RANGE = 256;
const LONG_SEARCH = 512;
const ZERO = 48;
const MINUS = 45;
const THOUSAND = 1000;
const MILLION = 1_000_000;
const BILLION = 1_000_000_000;
/** Maximum length of a number with its sign. */
const MAX_DIGITS = 20;

/** ASCII digits of 0 to 999 in the low bytes of little-endian words: without and with leading zeros. */
const FEW_DIGITS = new Int32Array(THOUSAND);
const THREE_DIGITS = new Int32Array(THOUSAND);
for (let value = 0; value < THOUSAND; value++) {
  const hundreds = Math.floor(value / 100);
  const tens = Math.floor(value / 10) % 10;
  const word = (ZERO + hundreds) | ((ZERO + tens) << 8) | ((ZERO + (value % 10)) << 16);
  THREE_DIGITS[value] = word;
  FEW_DIGITS[value] = value < 10 ? word >> 16 : value < 100 ? word >> 8 : word;
}

/**
 * Text built byte by byte, as it is written out: byte strings (see the text policy) become the bytes that they stand for. Grows as
 * needed and is reused; decrease `length` to remove text from the end.
 */
export class ByteText {
  /** The text is the first `length` bytes; the rest is undefined. Replaced when the text grows. */
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_SIZE);
  /** View of the same memory. */
  view = new DataView(this.bytes.buffer);
  length = 0;

  /** Ensures room for `count` more bytes plus one word. */
  reserve(count: number): void {
    if (this.length + count + WORD > this.bytes.length) this.grow(this.length + count + WORD);
  }

  private grow(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(size, this.bytes.length * 2));
    this.bytes.copy(bytes, 0, 0, this.length);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }

  addByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  addChunk({ data, start, length: count }: Chunk): void {
    this.reserve(count);
    const { view, length } = this;
    for (let i = 0; i < count; i += WORD) view.setFloat64(length + i, data.getFloat64(start + i, true), true);
    this.length = length + count;
  }

  /** Appends the bytes of `source` from `start` to `end`. */
  addRange(source: DataView, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { view, length } = this;
    if (count > LONG_RANGE) this.bytes.set(new Uint8Array(source.buffer, source.byteOffset + start, count), length);
    else {
      let i = 0;
      for (; i + WORD <= count; i += WORD) view.setFloat64(length + i, source.getFloat64(start + i, true), true);
      for (; i < count; i++) view.setUint8(length + i, source.getUint8(start + i));
    }
    this.length = length + count;
  }

  /** Appends a byte string. */
  addText(text: string): void {
    const count = text.length;
    this.reserve(count);
    const { bytes, length } = this;
    if (count < LONG_TEXT) for (let i = 0; i < count; i++) bytes[length + i] = text.charCodeAt(i);
    else bytes.write(text, length, 'latin1');
    this.length = length + count;
  }

  /** Appends the decimal digits of a safe integer. */
  addDecimal(value: number): void {
    this.reserve(MAX_DIGITS);
    if (value >= 0) {
      this.addDigits(value);
      return;
    }
    this.bytes[this.length++] = MINUS;
    this.addDigits(-value);
  }

  private addDigits(value: number): void {
    if (value < BILLION) {
      this.addUpToNine(value | 0);
      return;
    }
    const billions = Math.floor(value / BILLION);
    this.addDigits(billions);
    this.addNine(value - billions * BILLION);
  }

  private addUpToNine(value: number): void {
    if (value < THOUSAND) this.addFew(value);
    else if (value < MILLION) {
      const thousands = (value / THOUSAND) | 0;
      this.addFew(thousands);
      this.addThree((value - thousands * THOUSAND) | 0);
    } else {
      const millions = (value / MILLION) | 0;
      this.addFew(millions);
      this.addSix((value - millions * MILLION) | 0);
    }
  }

  private addFew(value: number): void {
    this.view.setInt32(this.length, FEW_DIGITS[value] as number, true);
    this.length += value < 10 ? 1 : value < 100 ? 2 : 3;
  }

  private addThree(value: number): void {
    this.view.setInt32(this.length, THREE_DIGITS[value] as number, true);
    this.length += 3;
  }

  private addSix(value: number): void {
    const thousands = (value / THOUSAND) | 0;
    this.addThree(thousands);
    this.addThree((value - thousands * THOUSAND) | 0);
  }

  /** Appends an integer below 10^9 as nine digits, zero-padded. */
  addNine(value: number): void {
    this.reserve(MAX_DIGITS);
    // 32-bit integer division by a constant compiles to a multiplication
    const left = value | 0;
    const millions = (left / MILLION) | 0;
    this.addThree(millions);
    this.addSix((left - millions * MILLION) | 0);
  }

  /** Whether the text has some bytes in it: most texts are short, for which a loop is faster than the runtime's search. */
  has(part: Uint8Array): boolean {
    const { bytes, length } = this;
    const size = part.length;
    if (size === 0) return true;
    if (length > LONG_SEARCH) {
      // what is behind the text is not of it
      const at = bytes.indexOf(part);
      return at >= 0 && at + size <= length;
    }
    const first = part[0];
    for (let at = 0; at + size <= length; at++) {
      if (bytes[at] !== first) continue;
      let same = 1;
      while (same < size && bytes[at + same] === part[same]) same++;
      if (same === size) return true;
    }
    return false;
  }

  /** The text from byte `start` on, as a byte string. */
  toText(start = 0): string {
    return decodeText(this.bytes, start, this.length);
  }
}
