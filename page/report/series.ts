import type { SeriesAnswer } from '../../src/web/protocol.js';
import { RefusedError } from '../api/client.js';
import { MOST_INTERVALS } from '../api/limits.js';
import { columnOf, textAt } from './rows.js';
import { timesOf } from './times.js';
import type { Report } from './unpack.js';

const TOO_MANY = `intervals are too short: the capture may have ${MOST_INTERVALS} of them at most`;
const BAD_REQUEST = 400;

type Sums = Omit<SeriesAnswer, 'begin'>;

/** A field's number of each row; NaN for none. */
async function numbersOf(report: Report, field: string): Promise<(row: number) => number> {
  const column = await columnOf(report, field);
  if (column === null) return () => Number.NaN;
  const numbers = Float64Array.from(column.texts, Number);
  return (row) => numbers[(column.places[row] as number) - 1] ?? Number.NaN;
}

/** How many bytes the call of a row has read or written; 0 for calls that do not. */
async function bytesMoved(report: Report): Promise<(row: number) => number> {
  const [direction, lengths] = await Promise.all([columnOf(report, 'evt.io_dir'), numbersOf(report, 'evt.buflen')]);
  return (row) => (direction === null || textAt(direction, row) === null ? 0 : lengths(row) || 0);
}

/** The rows of a view, interval by interval (in ns), as the server answers. Throws RefusedError if there are too many. */
export async function seriesOf(report: Report, rows: Uint32Array, interval: number): Promise<SeriesAnswer> {
  const { begin, since, span } = timesOf(report);
  const count = Math.floor(span / interval) + 1;
  if (count > MOST_INTERVALS) throw new RefusedError(BAD_REQUEST, { message: TOO_MANY, position: null });
  // at the same time: each part of the report is unpacked once
  const [results, latencies, bytes] = await Promise.all([
    numbersOf(report, 'evt.rawres'),
    numbersOf(report, 'evt.latency'),
    bytesMoved(report),
  ]);
  const zeros = (): number[] => new Array<number>(count).fill(0);
  const sums = {
    events: zeros(),
    calls: zeros(),
    errors: zeros(),
    bytes: zeros(),
    latencies: zeros(),
    longest: zeros(),
  };
  for (const row of rows) {
    const at = Math.floor((since[row] as number) / interval);
    const add = (name: keyof Sums, value: number): void => {
      sums[name][at] = (sums[name][at] as number) + value;
    };
    add('events', 1);
    const result = results(row);
    if (Number.isNaN(result)) continue;
    add('calls', 1);
    if (result < 0) add('errors', 1);
    else add('bytes', bytes(row));
    const ns = latencies(row) || 0;
    add('latencies', ns);
    sums.longest[at] = Math.max(sums.longest[at] as number, ns);
  }
  return { begin: String(begin), ...sums };
}
