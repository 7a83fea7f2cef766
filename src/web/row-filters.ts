import { condition } from '../filter/compose.js';
import { MAX_BYTES } from '../filter/literals.js';
import type { ChiselRows } from '../inspect/chisel-rows.js';
import type { Row, Value } from '../output/rows/column.js';
import type { StatsKey, StatsTable } from './stats.js';

const LEVEL = 'level';
/** The level of the row of a tree that has everything beyond its branches. */
const OTHERS_LEVEL = 'others';

const comparison = (field: string, value: string): string => {
  const made = condition(field, '=', [value]);
  return 'text' in made ? made.text : '';
};

/** The filter for a value of one field, or of another one for events that lack it. */
function conditionOf({ field, orElse }: StatsKey, value: Value): string {
  if (value === null)
    return [field, ...(orElse === undefined ? [] : [orElse])].map((name) => `not ${name} exists`).join(' and ');
  const own = comparison(field, String(value));
  return orElse === undefined ? own : `(${own} or (not ${field} exists and ${comparison(orElse, String(value))}))`;
}

/** How many different combinations of keys the rows have. */
function combinations({ keys }: StatsTable, { columns, rows }: ChiselRows): number {
  const places = keys.map(({ column }) => columns.findIndex(({ name }) => name === column));
  return new Set(rows.map((row) => places.map((at) => row[at]).join('\0'))).size;
}

/** What finds the events of the row that stands for all keys beyond those that have rows. */
export function othersFilter(table: StatsTable, found: ChiselRows): string {
  const { counted, keys, others } = table;
  const ownKeys = keys.map(({ field, orElse }) => (orElse === undefined ? field : `${field}|${orElse}`));
  const needed = keys.filter(({ isNeeded }) => isNeeded === true).map(({ field }) => `${field} exists`);
  const most = others.most ?? combinations(table, found);
  const isBeyond = `evt.nth[${(others.keys ?? ownKeys).join(',')}] > ${most}`;
  return [counted, ...needed, isBeyond].filter((one) => one !== '').join(' and ');
}

/** What finds the events of rows, row by row; null where no events can be named. */
export function rowFilters(table: StatsTable, found: ChiselRows): readonly (string | null)[] {
  const { columns, rows } = found;
  const { counted, countedOf, keys } = table;
  const placeOf = (name: string): number => columns.findIndex((column) => column.name === name);
  const placed = keys.map((key) => ({ key, at: placeOf(key.column) }));
  const levelAt = placeOf(LEVEL);

  const isTooLong = (row: Row): boolean => placed.some(({ at }) => String(row[at] ?? '').length > MAX_BYTES);

  function conditions(row: Row, isApart: boolean): readonly string[] {
    const level = String(row[levelAt] ?? '');
    return placed
      .filter(({ key }) => (isApart || key.onlyApart !== true) && (key.levels?.includes(level) ?? true))
      .map(({ key, at }) => conditionOf(key, row[at] ?? null));
  }

  const texts = rows.map((row) => conditions(row, false).join(' and '));
  const uses = new Map<string, number>();
  for (const text of texts) uses.set(text, (uses.get(text) ?? 0) + 1);
  return rows.map((row, i) => {
    const text = texts[i] as string;
    const ofRow = countedOf === undefined ? '' : countedOf((name) => row[placeOf(name)] ?? null);
    if (row[levelAt] === OTHERS_LEVEL) return othersFilter(table, found);
    if (text === '' || isTooLong(row)) return null;
    const own = uses.get(text) === 1 ? text : conditions(row, true).join(' and ');
    return [own, counted, ofRow].filter((one) => one !== '').join(' and ');
  });
}

/** What is to be said of where rows lead, if not just to the events that they count; null for nothing. */
export function leadNote({ leadsToMore }: StatsTable, { columns, rows }: ChiselRows): string | null {
  if (leadsToMore === undefined) return null;
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  const isSo = (row: Row): boolean => leadsToMore.isSo((name) => row[places.get(name) ?? -1] ?? null);
  return rows.some(isSo) ? leadsToMore.note : null;
}
