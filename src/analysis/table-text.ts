import type { ByteText } from '../bytes/byte-text.js';
import { renderTable } from '../output/table.js';
import { addLine } from './output-lines.js';

/** Stands under headings. */
export const RULE = '-'.repeat(80);

/** Adds a table for people: headings, a rule, rows (byte strings). */
export function writeTable(out: ByteText, headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const [head, ...lines] = renderTable(headings, rows);
  for (const line of [head as string, RULE, ...lines]) addLine(out, line);
}
