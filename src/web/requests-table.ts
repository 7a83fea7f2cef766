import type { FieldContext } from '../fields/field-context.js';
import { condition } from '../filter/compose.js';
import type { Inspection } from '../inspect/inspection.js';
import { slowestRequests } from '../inspect/request-rows.js';
import type { View } from '../inspect/view.js';
import type { RequestRow } from '../output/requests/request.js';
import { REQUEST_COLUMNS, requestCells } from '../output/requests/request-columns.js';
import type { StatsAnswer } from './protocol.js';
import { askable, cell, STATS_TYPES } from './stats-cells.js';

const MOST = 1000;

/** The filter for what the thread of a request did meanwhile, and what went through its connection. */
function filterOf({ start, duration, tid, connection }: RequestRow): string {
  const name = connection === '' ? null : condition('fd.name', '=', [connection]);
  const of = name === null || !('text' in name) ? `thread.tid=${tid}` : `(thread.tid=${tid} or ${name.text})`;
  return `${of} and evt.rawtime>=${start} and evt.rawtime<=${start + BigInt(duration)}`;
}

/** The requests of a view's connections that took longest, as `sysshark requests` tells them. */
export async function requestsTable(
  inspection: Inspection,
  view: View,
  context: FieldContext,
  signal: AbortSignal | null,
): Promise<StatsAnswer> {
  const rows = await slowestRequests({ inspection, text: view.text, context, most: MOST, signal });
  return {
    columns: [
      ...REQUEST_COLUMNS.map(({ name, type }) => ({ name, type: STATS_TYPES[type] })),
      { name: 'filter', type: 'filter' },
    ],
    rows: rows.map((row) => [...requestCells(row).map(cell), askable(filterOf(row))]),
  };
}
