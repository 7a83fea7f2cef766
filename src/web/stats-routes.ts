import { toByteString } from '../bytes/text.js';
import type { FieldContext } from '../fields/field-context.js';
import { treeOf } from '../filter/compose.js';
import { typeOfUse } from '../filter/operand.js';
import { type ChiselInput, type ChiselRows, chiselRows } from '../inspect/chisel-rows.js';
import type { Inspection } from '../inspect/inspection.js';
import { KnownValues } from '../inspect/known-values.js';
import type { View } from '../inspect/view.js';
import { fieldAlone } from '../output/format.js';
import type { Row } from '../output/rows/column.js';
import { OTHERS } from '../output/rows/table-rows.js';
import { propertiesTable } from './properties-table.js';
import type { StatsAnswer } from './protocol.js';
import { requestsTable } from './requests-table.js';
import { type Call, numberIn, RequestError, type Route } from './route.js';
import { leadNote, othersFilter, rowFilters } from './row-filters.js';
import { slowestTable } from './slowest-table.js';
import { STATS, type StatsTable, valuesTable } from './stats.js';
import { askable, cell, STATS_TYPES } from './stats-cells.js';

/** The row of what is left: its first text says what it is. */
function othersOf(table: StatsTable, found: ChiselRows, others: Row): StatsAnswer['rows'][number] {
  const isKey = (name: string): boolean => table.keys.some(({ column }) => column === name);
  const own = table.others.column;
  const named = found.columns.findIndex(({ name, type }) =>
    own === undefined ? type === 'text' && isKey(name) : name === own,
  );
  return [...others.map((value, i) => (i === named ? OTHERS : cell(value))), othersFilter(table, found)];
}

/** Makes a table about a view. `signal` is aborted when nobody waits for it any more. */
type MakeTable = (view: View, signal: AbortSignal | null) => StatsAnswer | Promise<StatsAnswer>;

/** A table of a chisel about events. */
async function chiselTable(table: StatsTable, input: ChiselInput): Promise<StatsAnswer> {
  const found = await chiselRows(table.chisel, table.args, input);
  const columns = found.columns.map(({ name, type }) => ({ name, type: STATS_TYPES[type] }));
  const filters = rowFilters(table, found);
  const rows = found.rows.map((row, i) => [...row.map(cell), askable(filters[i] ?? null)]);
  const others = found.others ?? (found.isFull ? found.columns.map(() => null) : null);
  const lead = leadNote(table, found);
  const notes = lead === null ? found.notes : [...found.notes, lead];
  return {
    ...(notes.length === 0 ? {} : { notes }),
    columns: [...columns, { name: 'filter', type: 'filter' }],
    rows: others === null ? rows : [...rows, othersOf(table, found, others)],
  };
}

/** What makes each table about a view, by its name. All events must be read. */
export function statsTables(inspection: Inspection, context: FieldContext): Readonly<Record<string, MakeTable>> {
  const known = new KnownValues(inspection.index, context);
  const ofChisel =
    (table: StatsTable): MakeTable =>
    (view, signal) =>
      chiselTable(table, { inspection, filter: treeOf(view.text), context, signal });
  return {
    ...Object.fromEntries(STATS.map((table) => [table.name, ofChisel(table)])),
    requests: (view, signal) => requestsTable(inspection, view, context, signal),
    latency: (view, signal) => slowestTable(inspection, view, context, signal),
    properties: (view) => propertiesTable(inspection, view, known),
  };
}

/** The field whose values a request counts. Throws RequestError 400. */
function fieldIn(query: URLSearchParams): string {
  const field = query.get('field') ?? '';
  if (field === '' || field.includes(',')) throw new RequestError(400, 'field is the name of a field');
  return toByteString(field);
}

/** What is asked about many events at once. `viewOf` finds the view of a request. */
export function statsRoutes(
  inspection: Inspection,
  context: FieldContext,
  viewOf: (id: number) => View,
): readonly Route[] {
  const all = inspection.view('');
  const tables = statsTables(inspection, context);

  async function answer(make: MakeTable, { query, signal }: Call): Promise<StatsAnswer> {
    const id = numberIn(query, 'view', { min: 0, max: Number.MAX_SAFE_INTEGER, preset: 0 });
    const view = id === 0 ? all : viewOf(id);
    await inspection.ready();
    return make(view, signal);
  }

  function values(call: Call): Promise<StatsAnswer> {
    const field = fieldIn(call.query);
    const { isList } = typeOfUse(fieldAlone(field, context).use);
    const table = valuesTable(field, isList);
    return answer(
      ({ text }, signal) => chiselTable(table, { inspection, filter: treeOf(text), context, signal }),
      call,
    );
  }

  return [
    { method: 'GET', path: '/api/stats/values', answer: values },
    { method: 'GET', path: '/api/stats', answer: () => Object.keys(tables) },
    ...Object.entries(tables).map(
      ([name, make]): Route => ({ method: 'GET', path: `/api/stats/${name}`, answer: (call) => answer(make, call) }),
    ),
  ];
}
