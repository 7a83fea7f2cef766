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

/** The table of calls that -S ends with: name, how many, how many failed, time spent in them. */
export function renderCallTable(rows: readonly CallCount[]): string {
  const table = new Table({
    head: ['Call', 'Calls', 'Errors', 'Time'],
    colAligns: ['left', 'right', 'right', 'right'],
    chars: FRAME,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [row.name, String(row.calls), String(row.errors), humanDuration(row.time)]));
  return table.toString();
}
