import type { StatsAnswer } from '../../src/web/protocol.js';
import { termOf } from '../text/filter-terms.js';
import { columnOf, textAt, timeAt } from './rows.js';
import type { Report } from './unpack.js';

/** A text of a field, and the events that have it. */
interface Counted {
  readonly text: string;
  readonly first: number;
  events: number;
}

/** The texts that a field has in some rows, those of most rows first. */
export async function countTexts(report: Report, field: string, rows: Iterable<number>): Promise<readonly Counted[]> {
  const column = await columnOf(report, field);
  if (column === null) return [];
  const counted = new Map<string, Counted>();
  for (const row of rows) {
    const text = textAt(column, row);
    if (text === null) continue;
    const known = counted.get(text);
    if (known === undefined) counted.set(text, { text, first: row, events: 1 });
    else known.events++;
  }
  return [...counted.values()].sort((a, b) => b.events - a.events);
}

/** How many of some rows have each value of a field, as the server answers, each with the filter that finds them. */
export async function valuesTable(report: Report, field: string, rows: Iterable<number>): Promise<StatsAnswer> {
  const counted = await countTexts(report, field, rows);
  return {
    columns: [
      { name: field, type: 'text' },
      { name: 'events', type: 'count' },
      { name: 'filter', type: 'filter' },
    ],
    rows: counted.map(({ text, first, events }) => [text, events, termOf(field, text, String(timeAt(report, first)))]),
  };
}
