import { SyssharkError } from '../errors.js';
import { allOf, anyOf, condition } from '../filter/compose.js';
import { isExitType } from '../schema/event.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';
import { columnHeadings, compileColumnLine, type EventColumn } from './event-columns.js';

const NS_PER_MS = 1e6;

/** Lines for the events of a filter, all of a chisel in its row; the first argument is a limit where it says so. */
export interface SlowRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** The events of the lines. */
  readonly filter: ChiselFilter;
  readonly columns: readonly EventColumn[];
  /** Whether only those are told that took longer than MIN_MS, which is the argument. */
  readonly hasLimit: boolean;
}

const LIMIT = { name: 'MIN_MS', description: 'milliseconds: what took longer is told' };

/** The chisel that a row describes. */
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
  const columns = context.showsContainers
    ? [...row.columns.slice(0, 1), CONTAINER, ...row.columns.slice(1)]
    : row.columns;
  const heading = columnHeadings(columns);
  const write = compileColumnLine(columns, context);
  if (!row.hasLimit) return { filter: chiselFilter(row.filter), heading, take: write, report: null };
  const ns = parseLimit(row.name, limit);
  return {
    // enter events as well: the exit of a call whose enter was rejected may have no descriptor
    filter: allOf(chiselFilter(row.filter), anyOf('evt.dir=>', condition('evt.latency', '>', [String(ns)]))),
    heading,
    take: (evt, out) => {
      if (isExitType(evt.view.type)) write(evt, out);
    },
    report: null,
  };
}

const CONTAINER: EventColumn = { heading: 'Container', field: 'container.name', width: 20 };
