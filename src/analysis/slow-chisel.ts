import { SyssharkError } from '../errors.js';
import { allOf, anyOf, condition } from '../filter/compose.js';
import type { EventColumn } from '../output/rows/form.js';
import { isExitType } from '../schema/event.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';

const NS_PER_MS = 1e6;

/** A row of columns for each event; with `hasLimit`, for each call that took longer than the first argument. */
export interface SlowRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  readonly filter: ChiselFilter;
  readonly columns: readonly EventColumn[];
  readonly hasLimit: boolean;
}

const LIMIT = { name: 'MIN_MS', description: 'shortest duration in milliseconds' };
const CONTAINER: EventColumn = { heading: 'Container', field: 'container.name', width: 20 };

/** The chisel of a row. */
export function slowChisel(row: SlowRow): Chisel {
  const { name, category, summary, description, hasLimit } = row;
  const args = hasLimit ? [LIMIT] : [];
  return { name, category, summary, description, args, start: (words, context) => startSlow(row, words, context) };
}

function parseLimit(name: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text))
    throw new SyssharkError('USAGE', `-c ${name} takes ${LIMIT.name}, a number of milliseconds, not "${text}"`);
  return Math.round(Number(text) * NS_PER_MS);
}

function startSlow(row: SlowRow, [limit = '']: readonly string[], context: ChiselContext): ChiselRun {
  const [first, ...others] = row.columns as readonly [EventColumn, ...EventColumn[]];
  const columns = context.showsContainers ? [first, CONTAINER, ...others] : row.columns;
  const form = { columns, lines: null };
  const filter = chiselFilter(row.filter);
  if (!row.hasLimit) return { kind: 'events', filter, form, isRow: () => true };
  const ns = parseLimit(row.name, limit);
  return {
    kind: 'events',
    // enter events as well: the exit of a call whose enter was rejected may have no descriptor
    filter: allOf(filter, anyOf('evt.dir=>', condition('evt.latency', '>', [String(ns)]))),
    form,
    isRow: ({ view }) => isExitType(view.type),
  };
}
