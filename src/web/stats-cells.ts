import { isUtf8 } from 'node:buffer';
import { fromByteString } from '../bytes/text.js';
import type { ColumnType, Value } from '../output/rows/column.js';
import type { StatsType } from './protocol.js';

/** What the page is told of a column's type. */
export const STATS_TYPES: Readonly<Record<ColumnType, StatsType>> = {
  count: 'count',
  number: 'count',
  double: 'count',
  bool: 'text',
  bytes: 'bytes',
  duration: 'duration',
  cpu: 'duration',
  time: 'time',
  second: 'text',
  text: 'text',
  texts: 'text',
  counts: 'histogram',
};

/** A filter (a byte string) as a request can have it; null if it is no text, as with names of files that are no UTF-8. */
export function askable(filter: string | null): string | null {
  return filter !== null && isUtf8(Buffer.from(filter, 'latin1')) ? fromByteString(filter) : null;
}

/** A value as JSON has it. */
export function cell(value: Value): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  return Array.isArray(value) ? value.join(',') : String(value);
}
