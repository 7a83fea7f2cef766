import { jsonString } from '../json-string.js';
import { addLine } from './add-line.js';
import type { ColumnType, Row, Value } from './column.js';
import type { RowForm } from './form.js';
import type { RowWriter } from './row-writer.js';

function jsonValue(value: Value, type: ColumnType): string {
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'object' && value !== null)
    return `[${value.map((item) => (typeof item === 'string' ? jsonString(item) : String(item))).join(',')}]`;
  // as in -j, a double has a fraction
  return type === 'double' && Number.isInteger(value) ? (value as number).toFixed(1) : String(value);
}

/** Writes each row as a JSON object on a line. Numbers are exact, and every row is written. */
export function jsonRows({ columns, members }: RowForm): RowWriter {
  const names = members ?? columns.map(({ name }) => name);
  const parts = names.map((name, i) => {
    const at = columns.findIndex((column) => column.name === name);
    return { at, type: columns[at]?.type ?? 'text', before: `${i === 0 ? '{' : ','}${jsonString(name)}:` };
  });
  const objectOf = (row: Row): string =>
    parts.reduce((text, { at, type, before }) => text + before + jsonValue(row[at] as Value, type), '');
  return {
    heading: null,
    row: (out, row) => addLine(out, `${objectOf(row)}}`),
    report: (out, { rows, others = null }) => {
      rows.forEach((row) => {
        addLine(out, `${objectOf(row)}}`);
      });
      if (others !== null) addLine(out, `${objectOf(others)}}`);
    },
  };
}
