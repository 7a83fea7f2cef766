import type { StatsAnswer } from '../../src/web/protocol.js';
import type { Value } from './cells.js';
import type { ShownColumn, ShownTable } from './tables.js';

/** A column with what its values are. */
export interface TypedColumn extends ShownColumn {
  readonly type: string;
  /** The largest value, for bars; 0 for none. */
  readonly most: number;
}

/** A row as it is shown. */
export interface ShownRow {
  readonly values: readonly Value[];
  /** What finds its events; null for nothing. */
  readonly filter: string | null;
}

/** A made column: when something began and ended. */
const LIFE = 'life';
const FILTER = 'filter';

const largest = (rows: StatsAnswer['rows'], at: number): number =>
  rows.reduce((most, row) => Math.max(most, Number(row[at] ?? 0)), 0);

function placeOf({ columns }: StatsAnswer, name: string): number {
  return columns.findIndex((column) => column.name === name);
}

/** The columns of a table that the answer has. */
export function columnsOf(table: ShownTable, answer: StatsAnswer): TypedColumn[] {
  return table.columns.flatMap((column) => {
    if (column.name === LIFE) return [{ ...column, type: LIFE, most: 0 }];
    const at = placeOf(answer, column.name);
    const type = column.isId === true ? 'text' : answer.columns[at]?.type;
    return type === undefined ? [] : [{ ...column, type, most: column.hasBar === true ? largest(answer.rows, at) : 0 }];
  });
}

/** The rows, their values in the order of columns. */
export function rowsOf(columns: readonly TypedColumn[], answer: StatsAnswer): ShownRow[] {
  const places = columns.map(({ name }) => placeOf(answer, name));
  const filterAt = placeOf(answer, FILTER);
  const [start, end] = [placeOf(answer, 'start'), placeOf(answer, 'end')];
  return answer.rows.map((row) => {
    const life = `${row[start] ?? ''}-${row[end] ?? ''}`;
    const filter = row[filterAt];
    return {
      values: columns.map(({ type }, index) => (type === LIFE ? life : (row[places[index] as number] ?? null))),
      filter: typeof filter === 'string' ? filter : null,
    };
  });
}
