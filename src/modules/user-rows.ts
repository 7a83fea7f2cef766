import { SyssharkError } from '../errors.js';
import type { Column, Row, Value } from '../output/rows/column.js';
import { VALUES } from './values.js';

/** A row of a user's chisel. Throws SyssharkError USAGE if it lacks a column, has another one, or a value of another type. */
export function rowOf(given: unknown, columns: readonly Column[]): Row {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new SyssharkError('USAGE', `a row is an object with a value for each column, not ${nameOf(given)}`);
  const values = given as Readonly<Record<string, unknown>>;
  const surplus = Object.keys(values).find((name) => columns.every((column) => column.name !== name));
  if (surplus !== undefined) throw new SyssharkError('USAGE', `a row has "${surplus}", which is no column`);
  return columns.map((column) => cellOf(values[column.name], column));
}

function cellOf(value: unknown, { name, type }: Column): Value {
  if (value === null) return null;
  const { expected, fits, convert } = VALUES[type];
  if (!fits(value))
    throw new SyssharkError(
      'USAGE',
      `"${name}" of a row is ${nameOf(value)}, not ${expected} (null if it is not known)`,
    );
  return convert(value as never);
}

/** A value in messages. */
export function nameOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
