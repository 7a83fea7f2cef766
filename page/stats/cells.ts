import { timeText } from '../state/time-text.js';
import { visible } from '../text/byte-string.js';
import { count, size } from '../text/counts.js';
import { duration } from '../text/durations.js';

/** What a table's cell has. */
export type Value = string | number | null;

const TEXTS: Readonly<Record<string, (value: Value) => string>> = {
  count: (value) => count(Number(value)),
  bytes: (value) => size(Number(value)),
  duration: (value) => duration(Number(value)),
  time: (value) => timeText(String(value)),
};

/** A value as it is shown. */
export function textOf(value: Value, type: string): string {
  if (value === null) return '–';
  return TEXTS[type]?.(value) ?? visible(String(value));
}

/** Whether values of a type stand on the right. */
export const isNumeric = (type: string): boolean => type in TEXTS;

function compareValues(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Rows in the order of a column. */
export function sorted<T extends { readonly values: readonly Value[] }>(
  rows: readonly T[],
  column: number,
  isDown: boolean,
): T[] {
  const sign = isDown ? -1 : 1;
  return [...rows].sort((a, b) => sign * compareValues(a.values[column] ?? null, b.values[column] ?? null));
}
