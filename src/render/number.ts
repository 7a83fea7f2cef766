import type { NumberBase } from '../schema/event.js';

const TWO_32 = 4294967296;
/** High halves below this keep a number exact. */
const EXACT_HIGH = 0x200000;

/** Decimal text of a signed 64-bit integer, exact. */
export function renderSigned64(hi: number, lo: number): string {
  const signedHi = hi | 0;
  if (signedHi < EXACT_HIGH && signedHi >= -EXACT_HIGH) return String(signedHi * TWO_32 + lo);
  return ((BigInt(signedHi) << 32n) | BigInt(lo)).toString();
}

/** Decimal text of an unsigned 64-bit integer, exact. */
export function renderUnsigned64(hi: number, lo: number): string {
  if (hi < EXACT_HIGH) return String(hi * TWO_32 + lo);
  return ((BigInt(hi) << 32n) | BigInt(lo)).toString();
}

/** Upper-case hexadecimal text of a 64-bit integer, without prefix. */
export function renderHex64(hi: number, lo: number): string {
  if (hi === 0) return lo.toString(16).toUpperCase();
  return (hi.toString(16) + lo.toString(16).padStart(8, '0')).toUpperCase();
}

/** Octal text of a 64-bit integer, with a leading 0 (C's "%#o"). */
export function renderOctal64(hi: number, lo: number): string {
  if (hi === 0) return lo === 0 ? '0' : `0${lo.toString(8)}`;
  return `0${((BigInt(hi) << 32n) | BigInt(lo)).toString(8)}`;
}

/** Text of an integer of at most 32 bits; hexadecimal and octal show its bits in `width` bytes. */
export function renderInt(value: number, base: NumberBase, width: number): string {
  if (base === 'dec') return String(value);
  const bits = width === 4 ? value >>> 0 : value & ((1 << (8 * width)) - 1);
  if (base === 'hex') return bits.toString(16).toUpperCase();
  return bits === 0 ? '0' : `0${bits.toString(8)}`;
}

/** Text of a 64-bit integer; decimal is signed, as the reference prints even unsigned parameters. */
export function renderInt64(hi: number, lo: number, base: NumberBase): string {
  if (base === 'dec') return renderSigned64(hi, lo);
  return base === 'hex' ? renderHex64(hi, lo) : renderOctal64(hi, lo);
}

const SIGNIFICANT = 6;
const SMALL = -4;

/** C's "%g": six significant digits, exponent form below 1e-4 and from 1e6 on, no zeros at the end. */
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
