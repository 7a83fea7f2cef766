// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { decodeText } from './text.js';

const FIRST_SIZE = 4096;
/** From this length on the runtime's own copying is faster than a loop. */
const LONG = 48;
const ZERO = 48;
const MINUS = 45;
/** Largest number whose digits are found with 32-bit arithmetic. */
const MAX_INT = 0x7fffffff;
const BILLION = 1_000_000_000;
const BILLION_DIGITS = 9;
/** Room for the digits and the sign of any number. */
const MAX_DIGITS = 20;

/** The digits of all numbers from 000 to 999, one after the other. */
const THREE_DIGITS = (() => {
  const digits = new Uint8Array(3000);
  for (let i = 0; i < 1000; i++) {
    digits[3 * i] = ZERO + Math.floor(i / 100);
    digits[3 * i + 1] = ZERO + (Math.floor(i / 10) % 10);
    digits[3 * i + 2] = ZERO + (i % 10);
  }
  return digits;
})();

function countDigits(value: number): number {
  if (value < 100) return value < 10 ? 1 : 2;
  if (value < 10_000) return value < 1000 ? 3 : 4;
  if (value < 1_000_000) return value < 100_000 ? 5 : 6;
  if (value < 100_000_000) return value < 10_000_000 ? 7 : 8;
  return value < BILLION ? 9 : 10;
}

/**
 * Text that is put together byte by byte, as it goes out: byte strings (see the text policy) become the bytes that they
 * stand for. It grows as needed and is used again and again: `length` may be set back to take off what came last.
 */
export class ByteText {
  /** The text is in the first `length` bytes. Replaced when it grows. */
  bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_SIZE);
  length = 0;

  /** Has room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count > this.bytes.length) this.grow(this.length + count);
  }

  private grow(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(size, this.bytes.length * 2));
    this.bytes.copy(bytes, 0, 0, this.length);
    this.bytes = bytes;
  }

  addByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  addBytes(source: Uint8Array): void {
    this.addRange(source, 0, source.length);
  }

  /** Adds the bytes of `source` from `start` to `end`. */
  addRange(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { bytes, length } = this;
    if (count < LONG) for (let i = 0; i < count; i++) bytes[length + i] = source[start + i] as number;
    else bytes.set(source.subarray(start, end), length);
    this.length = length + count;
  }

  /** Adds a byte string. */
  addText(text: string): void {
    const count = text.length;
    this.reserve(count);
    const { bytes, length } = this;
    if (count < LONG) for (let i = 0; i < count; i++) bytes[length + i] = text.charCodeAt(i);
    else bytes.write(text, length, 'latin1');
    this.length = length + count;
  }

  /** Adds the decimal digits of an integer that a number holds exactly. */
  addDecimal(value: number): void {
    this.reserve(MAX_DIGITS);
    let left = value;
    if (left < 0) {
      this.bytes[this.length++] = MINUS;
      left = -left;
    }
    if (left <= MAX_INT) this.addPadded(left, countDigits(left));
    else this.addLarge(left);
  }

  private addLarge(value: number): void {
    const billions = Math.floor(value / BILLION);
    if (billions <= MAX_INT) this.addPadded(billions, countDigits(billions));
    else this.addLarge(billions);
    this.addPadded(value - billions * BILLION, BILLION_DIGITS);
  }

  /** Adds the last `width` decimal digits of an integer below 2^31, zeros in front. */
  addPadded(value: number, width: number): void {
    this.reserve(width);
    const { bytes, length } = this;
    let left = value | 0;
    let at = length + width;
    while (at >= length + 3) {
      const thousandth = (left / 1000) | 0;
      const digits = (left - thousandth * 1000) * 3;
      bytes[--at] = THREE_DIGITS[digits + 2] as number;
      bytes[--at] = THREE_DIGITS[digits + 1] as number;
      bytes[--at] = THREE_DIGITS[digits] as number;
      left = thousandth;
    }
    while (at > length) {
      const tenth = (left / 10) | 0;
      bytes[--at] = ZERO + left - tenth * 10;
      left = tenth;
    }
    this.length = length + width;
  }

  /** Byte string of the text from `start` on. */
  toText(start = 0): string {
    return decodeText(this.bytes, start, this.length);
  }
}
