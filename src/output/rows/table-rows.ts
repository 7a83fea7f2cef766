import { maskOf } from '../masking.js';
import { renderTable } from '../table.js';
import { addLine } from './add-line.js';
import type { Row, Value } from './column.js';
import type { RowContext, RowForm } from './form.js';
import type { RowWriter } from './row-writer.js';
import { RULE } from './rule.js';
import { valueText } from './value-text.js';

/** Rows of a table unless -v asks for all. */
export const TOP = 10;
/** Stands for the keys of everything beyond the limit. */
export const OTHERS = '(all others)';
const MISSING = '<NA>';

/** Writes each report as a table of its first rows. */
export function tableRows({ columns }: RowForm, { fields, isVerbose }: RowContext): RowWriter {
  const mask = maskOf(fields);
  const most = isVerbose ? Number.POSITIVE_INFINITY : TOP;
  const shown = columns.flatMap((column, at) =>
    column.heading === null ? [] : [{ at, heading: column.heading, textOf: valueText(column, MISSING) }],
  );
  const cellsOf = (row: Row, elapsed: number): string[] =>
    shown.map(({ at, textOf }) => textOf(row[at] as Value, elapsed));
  const othersOf = (row: Row, elapsed: number): string[] => {
    const missing = shown.filter(({ at }) => row[at] === null);
    const named = missing.find(({ at }) => columns[at]?.type === 'text') ?? missing[0];
    return shown.map((column) => {
      const value = row[column.at] as Value;
      return value === null ? (column === named ? OTHERS : '') : column.textOf(value, elapsed);
    });
  };
  return {
    heading: null,
    row: () => undefined,
    report: (out, { rows, others = null, note = null, elapsed = 0 }) => {
      const cells: string[][] = [];
      rows.forEach((row) => {
        if (cells.length < most) cells.push(cellsOf(row, elapsed));
      });
      if (others !== null) cells.push(othersOf(others, elapsed));
      const headings = shown.map(({ heading }) => heading);
      const [head, ...lines] = renderTable({ headings, rows: cells }, mask);
      for (const line of [head as string, RULE, ...lines]) addLine(out, line);
      if (note !== null) addLine(out, note);
    },
  };
}
