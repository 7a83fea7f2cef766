import Table from 'cli-table3';
import { humanDuration } from '../fields/duration.js';
import type { CallCount } from './summary.js';

/** No frame: a rule under the heading is enough, and pipes like it better. */
const FRAME = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

const STYLE = { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 };
/** Least width of the first column of a table whose values come and go, so that the others stay where they are. */
const VALUE_WIDTH = 8;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\x00-\x1f\x7f]/g;

/** The table of calls that -S ends with: name, how many, how many failed, time spent in them. */
export function renderCallTable(rows: readonly CallCount[]): string {
  const table = new Table({
    head: ['Call', 'Calls', 'Errors', 'Time'],
    colAligns: ['left', 'right', 'right', 'right'],
    chars: FRAME,
    style: STYLE,
  });
  table.push(...rows.map((row) => [row.name, String(row.calls), String(row.errors), humanDuration(row.time)]));
  return table.toString();
}

/** Lines of a table, all columns to the left; text is byte strings, whose control characters become dots. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const [first = '', ...others] = headings;
  const table = new Table({ head: [first.padEnd(VALUE_WIDTH), ...others], chars: FRAME, style: STYLE });
  table.push(...rows.map((cells) => cells.map((cell) => cell.replace(CONTROLS, '.'))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
