import type { ByteText } from '../bytes/byte-text.js';
import type { FieldContext } from '../fields/field-context.js';
import { maskOf } from '../output/masking.js';
import { renderTable, type TableText } from '../output/table.js';
import { addLine } from './output-lines.js';

/** Stands under headings. */
export const RULE = '-'.repeat(80);

/** Adds a table for people: headings, a rule, rows. */
export function writeTable(out: ByteText, table: TableText, context: FieldContext): void {
  const [head, ...lines] = renderTable(table, maskOf(context));
  for (const line of [head as string, RULE, ...lines]) addLine(out, line);
}
