import { withoutControls } from '../../bytes/masked-text.js';
import { toByteString } from '../../bytes/text.js';
import { writeText } from '../../output/ndjson/text.js';
import type { Answer } from '../../sql/database.js';
import type { TextForm } from '../options/sql-options.js';
import type { TextOutput } from './text-output.js';

/** Rows by which a table's widths are chosen; later rows that are wider move the columns after them. */
const MEASURED = 1000;
/** Text after which it is written. */
const FLUSH_BYTES = 1 << 16;
const GAP = '  ';
const NULL = '';

/** A value as text (byte string); null for null. */
const textOf = (value: unknown): string | null => (value === null ? null : toByteString(String(value)));

/** Writes the answers of queries. */
type WriteRows = (answer: Answer, output: TextOutput) => Promise<void>;

/** Calls `add` with each row, and writes what it adds. */
async function eachRow(answer: Answer, output: TextOutput, add: (row: readonly unknown[]) => void): Promise<void> {
  for await (const rows of answer.rows()) {
    for (const row of rows) {
      add(row);
      if (output.text.length > FLUSH_BYTES) await output.flush();
    }
    if (output.isGone) return;
  }
  await output.flush();
}

const widthOf = (cell: string): number => Buffer.from(cell, 'latin1').toString('utf8').length;
const padded = (cell: string, width: number, isRight: boolean): string => {
  const pad = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isRight ? pad + cell : cell + pad;
};

const writeTable: WriteRows = async (answer, output) => {
  const { names, areNumbers } = answer;
  const heading = names.map((name) => withoutControls(toByteString(name)));
  const first: string[][] = [];
  let widths: number[] | null = null;
  const line = (cells: readonly string[], all: readonly number[]): void =>
    output.line(
      cells
        .map((cell, i) => padded(cell, all[i] as number, areNumbers[i] as boolean))
        .join(GAP)
        .trimEnd(),
    );
  const begin = (): number[] => {
    const all = heading.map((name, i) =>
      first.reduce((most, row) => Math.max(most, widthOf(row[i] as string)), widthOf(name)),
    );
    line(heading, all);
    output.line('-'.repeat(all.reduce((sum, width) => sum + width, GAP.length * Math.max(0, all.length - 1))));
    for (const row of first) line(row, all);
    first.length = 0;
    return all;
  };
  await eachRow(answer, output, (row) => {
    const cells = row.map((value) => withoutControls(textOf(value) ?? NULL));
    if (widths !== null) line(cells, widths);
    else if (first.push(cells) === MEASURED) widths = begin();
  });
  if (widths === null) begin();
  await output.flush();
};

const NEEDS_QUOTES = /[",\r\n]/;
/** A field of CSV (RFC 4180); null is empty, an empty text is quoted. */
function csvField(value: unknown): string {
  const text = textOf(value);
  if (text === null) return '';
  return text === '' || NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const writeCsv: WriteRows = async (answer, output) => {
  const add = (row: readonly unknown[]): void => output.line(row.map(csvField).join(','));
  add(answer.names);
  await eachRow(answer, output, add);
};

/** Integers that not every reader of JSON keeps are text, as in NDJSON; so is what JSON has no form for. */
function writeJsonValue(value: unknown, { text }: TextOutput): void {
  if (value === null || typeof value === 'boolean') text.addText(String(value));
  else if (typeof value === 'number') text.addText(Number.isFinite(value) ? String(value) : 'null');
  else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) text.addText(String(value));
  else writeText(text, toByteString(String(value)));
}

const writeJson: WriteRows = async (answer, output) => {
  await eachRow(answer, output, (row) => {
    row.forEach((value, i) => {
      output.text.addText(i === 0 ? '{' : ',');
      writeText(output.text, toByteString(answer.names[i] as string));
      output.text.addText(':');
      writeJsonValue(value, output);
    });
    output.line('}');
  });
};

/** What writes answers in each form. */
export const SQL_WRITERS: Readonly<Record<TextForm, WriteRows>> = {
  table: writeTable,
  csv: writeCsv,
  json: writeJson,
};
