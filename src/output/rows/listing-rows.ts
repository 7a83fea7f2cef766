import { maskOf } from '../masking.js';
import { addLine } from './add-line.js';
import type { Row, Value } from './column.js';
import type { RowContext, RowForm } from './form.js';
import type { RowWriter } from './row-writer.js';
import { valueText } from './value-text.js';

const GAP = '  ';
const MISSING = '-';

/** Writes all rows of a report below the headings. */
export function listingRows({ columns }: RowForm, { fields }: RowContext): RowWriter {
  const mask = maskOf(fields);
  const shown = columns.flatMap((column, at) =>
    column.heading === null
      ? []
      : [{ at, heading: column.heading, isRight: column.isRight === true, textOf: valueText(column, MISSING) }],
  );
  const cellsOf = (row: Row): string[] => shown.map(({ at, textOf }) => mask(textOf(row[at] as Value) || MISSING));
  const lineOf = (cells: readonly string[], widths: readonly number[]): string => {
    const padded = cells.map((cell, i) => {
      const width = widths[i] as number;
      return shown[i]?.isRight ? cell.padStart(width) : cell.padEnd(width);
    });
    return padded.join(GAP).trimEnd();
  };
  return {
    heading: null,
    row: () => undefined,
    report: (out, { rows }) => {
      const headings = shown.map(({ heading }) => heading);
      const widths = headings.map(({ length }) => length);
      const widen = (cell: string, i: number): void => {
        widths[i] = Math.max(widths[i] as number, cell.length);
      };
      // twice, because there may be too many rows to keep their text
      rows.forEach((row) => {
        cellsOf(row).forEach(widen);
      });
      addLine(out, lineOf(headings, widths));
      rows.forEach((row) => {
        addLine(out, lineOf(cellsOf(row), widths));
      });
    },
  };
}
