import { SyssharkError } from '../errors.js';

/** A number that an option was given. Throws SyssharkError USAGE where it is none from the range. */
export function checkRange(value: number, name: string, range: { readonly min: number; readonly max: number }): number {
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return value;
  throw new SyssharkError('USAGE', `${name} takes a whole number from ${range.min} to ${range.max}, not ${value}`);
}
