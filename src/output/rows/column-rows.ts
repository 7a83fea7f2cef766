import { maskOf } from '../masking.js';
import { addLine } from './add-line.js';
import type { Column, Row, Value } from './column.js';
import type { LayoutOf, RowContext, RowForm } from './form.js';
import type { RowWriter } from './row-writer.js';
import { RULE } from './rule.js';
import { valueText } from './value-text.js';

const GAP = '  ';
const MISSING = '-';

/** The headings of columns with a fixed width. */
export function headingLine(columns: readonly Pick<Column, 'heading' | 'width'>[]): string {
  return columns.map(({ heading, width = 0 }) => (heading ?? '').padEnd(width)).join(GAP);
}

/** Writes rows in columns of a fixed width, as they come. */
export function columnRows({ columns, layout }: RowForm<LayoutOf<'columns'>>, { fields }: RowContext): RowWriter {
  const { hasRule } = layout;
  const mask = maskOf(fields);
  const heading = headingLine(columns);
  const texts = columns.map((column) => valueText(column, MISSING));
  const lineOf = (row: Row): string =>
    row.map((value: Value, i) => mask(texts[i]?.(value) ?? '').padEnd(columns[i]?.width ?? 0)).join(GAP);
  return {
    heading: hasRule ? null : heading,
    row: (out, row) => addLine(out, lineOf(row)),
    report: (out, { rows }) => {
      if (hasRule) for (const line of [heading, RULE]) addLine(out, line);
      rows.forEach((row) => {
        addLine(out, lineOf(row));
      });
    },
  };
}
