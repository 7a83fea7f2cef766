import { SyssharkError } from '../../errors.js';

const SIZE_UNITS: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/** A whole number in a range; undefined where the option was not given. Throws SyssharkError USAGE. */
export function parseCount(
  text: string | undefined,
  option: string,
  range: { min: number; max: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const most = Number.isFinite(range.max) ? ` to ${range.max}` : ' on';
  throw new SyssharkError('USAGE', `${option} takes a number from ${range.min}${most}, not "${text}"`);
}

/** The smallest of the units that makes a whole number of a size below a thousand, as 128k. */
export function sizeText(bytes: number): string {
  const unit = Object.entries(SIZE_UNITS).findLast(([, size]) => bytes >= size) ?? ['', 1];
  return `${bytes / unit[1]}${unit[0]}`;
}

/** A size in bytes, as 64M, in a range; undefined where the option was not given. Throws SyssharkError USAGE. */
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
    `${option} takes a size from ${sizeText(min)} to ${sizeText(max)}, as ${example}, not "${text}"`,
  );
}
