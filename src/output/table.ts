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
/** Least width of the first column, so that the others do not move while a live table changes. */
const VALUE_WIDTH = 8;

/** What makes text (byte string) part of a line. */
type Mask = (text: string) => string;

/** The table of calls that -S ends with: lines (byte strings) with name, how many, how many failed, time spent in them. */
export function renderCallTable(rows: readonly CallCount[], mask: Mask): string[] {
  const table = new Table({
    head: ['Call', 'Calls', 'Errors', 'Time'],
    colAligns: ['left', 'right', 'right', 'right'],
    chars: FRAME,
    style: STYLE,
  });
  table.push(...rows.map((row) => [mask(row.name), String(row.calls), String(row.errors), humanDuration(row.time)]));
  return table.toString().split('\n');
}

/** What a table is made of: text as byte strings. */
export interface TableText {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Lines of a table, all columns to the left. */
export function renderTable({ headings, rows }: TableText, mask: Mask): string[] {
  const [first = '', ...others] = headings;
  const table = new Table({ head: [first.padEnd(VALUE_WIDTH), ...others], chars: FRAME, style: STYLE });
  table.push(...rows.map((cells) => cells.map(mask)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
