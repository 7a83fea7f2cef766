import { SyssharkError } from '../../errors.js';

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/** A whole number in a range; undefined if the option was not given. Throws SyssharkError USAGE. */
export function parseCount(
  text: string | undefined,
  option: string,
  range: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const numbers = Number.isFinite(range.max) ? `from ${range.min} to ${range.max}` : `of at least ${range.min}`;
  throw new SyssharkError('USAGE', `${option} takes a number ${numbers}, not "${text}"`);
}

/** A size in the largest unit that does not exceed it, such as 128k. */
export function sizeText(bytes: number): string {
  const unit = Object.entries(SIZE_UNITS).findLast(([, size]) => bytes >= size) ?? ['', 1];
  return `${bytes / unit[1]}${unit[0]}`;
}

/** A size such as 64M, in bytes, in a range; undefined if the option was not given. Throws SyssharkError USAGE. */
export function parseBytes(
  text: string | undefined,
  option: string,
  { min, max, example }: { readonly min: number; readonly max: number; readonly example: string },
): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+)([kmg]?)$/i.exec(text);
  const bytes = match === null ? 0 : Number(match[1]) * (SIZE_UNITS[(match[2] ?? '').toLowerCase()] ?? 0);
  if (bytes >= min && bytes <= max) return bytes;
  throw new SyssharkError(
    'USAGE',
    `${option} takes a size from ${sizeText(min)} to ${sizeText(max)}, such as ${example}, not "${text}"`,
  );
}
