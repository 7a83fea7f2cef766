import { isIP } from 'node:net';
import { SyssharkError } from '../errors.js';

const MAX_PORT = 65535;

/** An IP address. Throws SyssharkError USAGE for any other text. */
export function ipOf(chisel: string, text: string): string {
  if (isIP(text) !== 0) return text;
  throw new SyssharkError('USAGE', `${chisel} takes an IP address such as 192.168.1.157, not "${text}"`);
}

/** A whole number from `min` to `max`. Throws SyssharkError USAGE for anything else. */
export function wholeNumberOf(
  chisel: string,
  text: string,
  { what, min, max }: { readonly what: string; readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new SyssharkError('USAGE', `${chisel} takes ${what}, from ${min} to ${max}, not "${text}"`);
}

/** A port. Throws SyssharkError USAGE for any other text. */
export function portOf(chisel: string, text: string): number {
  return wholeNumberOf(chisel, text, { what: 'a port', min: 1, max: MAX_PORT });
}

/** One of some words, the first if none is given. Throws SyssharkError USAGE for any other. */
export function wordOf<Word extends string>(chisel: string, text: string | undefined, words: readonly Word[]): Word {
  const found = words.find((word) => word === (text ?? words[0]));
  if (found !== undefined) return found;
  throw new SyssharkError('USAGE', `${chisel} takes ${words.join(', ')}, not "${text}"`);
}
