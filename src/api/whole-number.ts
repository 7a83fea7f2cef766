import { SyssharkError } from '../errors.js';

/** Checks the value of an option. Throws SyssharkError USAGE unless it is a whole number in the range. */
export function checkRange(value: number, name: string, range: { readonly min: number; readonly max: number }): number {
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw new SyssharkError('USAGE', `${name} takes a whole number from ${range.min} to ${range.max}, not ${value}`);
}
