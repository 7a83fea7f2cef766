import { maskOf } from '../masking.js';
import { addLine } from './add-line.js';
import type { Row, Value } from './column.js';
import type { LayoutOf, RowContext, RowForm } from './form.js';
import type { RowWriter } from './row-writer.js';
import { valueText } from './value-text.js';

const MISSING = '<NA>';
const NAME = /%([\w.]+)/;

/** Writes a line for each row: a text with values in place of `%name`. */
export function lineRows({ columns, layout }: RowForm<LayoutOf<'lines'>>, { fields }: RowContext): RowWriter {
  const { heading, line } = layout;
  const mask = maskOf(fields);
  // texts and names take turns
  const parts = line.split(NAME).map((part, i) => {
    if (i % 2 === 0) return (): string => part;
    const at = columns.findIndex(({ name }) => name === part);
    const column = columns[at];
    if (column === undefined) throw new RangeError(`no column is called ${part}`);
    const textOf = valueText(column, MISSING);
    return (row: Row): string => mask(textOf(row[at] as Value));
  });
  const lineOf = (row: Row): string => parts.reduce((text, part) => text + part(row), '');
  return {
    heading,
    row: (out, row) => addLine(out, lineOf(row)),
    report: (out, { rows }) => {
      rows.forEach((row) => {
        addLine(out, lineOf(row));
      });
    },
  };
}
