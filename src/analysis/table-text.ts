import type { ByteText } from '../bytes/byte-text.js';
import { renderTable } from '../output/table.js';

const NEW_LINE = 10;
/** Stands under headings. */
export const RULE = '-'.repeat(80);

/** Adds a table for people: headings, a rule, rows (byte strings). */
export function writeTable(out: ByteText, headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const [head, ...lines] = renderTable(headings, rows);
  for (const line of [head as string, RULE, ...lines]) {
    out.addText(line);
    out.addByte(NEW_LINE);
  }
}
