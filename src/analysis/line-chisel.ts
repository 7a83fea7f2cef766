import { resultOf } from '../fields/result.js';
import type { DataLines } from '../output/rows/form.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselArg } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';

/** Lines for calls that transfer data. */
export interface LineRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description' | 'snaplen'>, DataLines {
  readonly args?: readonly ChiselArg[];
  /** The events, enter events as well: the exit of a call whose enter was rejected may have no descriptor. */
  readonly filter: ChiselFilter;
  /** The columns of the rows, which are fields. */
  readonly fields: readonly string[];
}

/** The chisel of a row. */
export function lineChisel(row: LineRow): Chisel {
  const { name, category, summary, description, args = [], snaplen, fields } = row;
  const form = { columns: fields.map((field) => ({ field })), lines: row };
  return {
    ...{ name, category, summary, description, args },
    ...(snaplen === undefined ? {} : { snaplen }),
    start: (words) => ({
      kind: 'events',
      filter: chiselFilter(row.filter, words),
      form,
      isRow: hasTransferred,
      hasResults: true,
    }),
  };
}

/** Whether a call has returned that transferred data. */
const hasTransferred = (evt: Evt): boolean => resultOf(evt) > 0;
