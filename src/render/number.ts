// HOT: once per printed event. No try, spread or iterator here; bigint only beyond 2^53.
import type { ByteText } from '../bytes/byte-text.js';
import type { NumberBase } from '../schema/event.js';

const TWO_32 = 4294967296;
/** High halves below this make exact numbers. */
const EXACT_HIGH = 0x200000;
const ZERO = 48;
const HEX_DIGITS = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));
const HEX_OF_HALF = 8;

/** Writes the decimal digits of a signed 64-bit integer, exact. */
export function writeSigned64(out: ByteText, hi: number, lo: number): void {
  const signedHi = hi | 0;
  if (signedHi < EXACT_HIGH && signedHi >= -EXACT_HIGH) out.addDecimal(signedHi * TWO_32 + lo);
  else out.addText(((BigInt(signedHi) << 32n) | BigInt(lo)).toString());
}

/** Writes the decimal digits of an unsigned 64-bit integer, exact. */
export function writeUnsigned64(out: ByteText, hi: number, lo: number): void {
  if (hi < EXACT_HIGH) out.addDecimal(hi * TWO_32 + lo);
  else out.addText(((BigInt(hi) << 32n) | BigInt(lo)).toString());
}

function writeHexDigits(out: ByteText, value: number, count: number): void {
  out.reserve(count);
  const { bytes, length } = out;
  for (let i = 0; i < count; i++) bytes[length + i] = HEX_DIGITS[(value >>> (4 * (count - 1 - i))) & 15] as number;
  out.length = length + count;
}

function writeHex32(out: ByteText, value: number): void {
  writeHexDigits(out, value, value === 0 ? 1 : HEX_OF_HALF - (Math.clz32(value) >> 2));
}

/** Writes a 64-bit integer in upper-case hexadecimal, without prefix. */
export function writeHex64(out: ByteText, hi: number, lo: number): void {
  if (hi === 0) {
    writeHex32(out, lo);
    return;
  }
  writeHex32(out, hi);
  writeHexDigits(out, lo, HEX_OF_HALF);
}

/** Writes a 64-bit integer in octal, with a leading 0 (C's "%#o"). */
export function writeOctal64(out: ByteText, hi: number, lo: number): void {
  if (hi === 0) writeOctal32(out, lo);
  else out.addText(`0${((BigInt(hi) << 32n) | BigInt(lo)).toString(8)}`);
}

function writeOctal32(out: ByteText, value: number): void {
  out.addByte(ZERO);
  if (value === 0) return;
  // eleven octal digits of three bits hold 32 bits
  for (let shift = 30 - 3 * Math.floor((Math.clz32(value) + 1) / 3); shift >= 0; shift -= 3)
    out.addByte(ZERO + ((value >>> shift) & 7));
}

/** Writes an integer of at most 32 bits; hexadecimal and octal show its bits in `width` bytes. */
export function writeInt(out: ByteText, value: number, form: { base: NumberBase; width: number }): void {
  if (form.base === 'dec') {
    out.addDecimal(value);
    return;
  }
  const bits = form.width === 4 ? value >>> 0 : value & ((1 << (8 * form.width)) - 1);
  if (form.base === 'hex') writeHex32(out, bits);
  else writeOctal32(out, bits);
}

const SIGNIFICANT = 6;
const SMALL = -4;

/** C's "%g": six significant digits, exponent form below 1e-4 and from 1e6 on, no trailing zeros. */
export function renderGeneral(value: number): string {
  if (value === 0) return '0';
  const [digits, power] = value.toExponential(SIGNIFICANT - 1).split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < SMALL || exponent >= SIGNIFICANT) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${dropZeros(digits)}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return dropZeros(value.toFixed(SIGNIFICANT - 1 - exponent));
}

function dropZeros(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text[end - 1] === '0') end--;
  if (text[end - 1] === '.') end--;
  return text.slice(0, end);
}
