import type { StripAnswer } from '../../src/web/protocol.js';
import { timesOf } from './times.js';
import type { Report } from './unpack.js';

/** Where parts of the same size begin, of a whole. */
const edgesOf = (whole: number, bins: number): Float64Array =>
  Float64Array.from({ length: bins }, (_, index) => Math.floor((whole * index) / bins));

/** The last part that begins at or before a value. */
function partOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

function count(counts: Uint32Array, rule: number): void {
  counts[rule] = (counts[rule] as number) + 1;
}

/** The rule that most rows have; -1 if most have none. `counts`: by rule + 1. */
const mostOf = (counts: Uint32Array): number => counts.indexOf(counts.reduce((most, n) => Math.max(most, n))) - 1;

/** The first row of each part, or of the next one that has any. */
function firstRows(count: number, bins: number, partOfRow: (row: number) => number): number[] {
  const first = new Array<number>(bins).fill(count);
  for (let row = count - 1; row >= 0; row--) first[partOfRow(row)] = row;
  for (let bin = bins - 2; bin >= 0; bin--) if (first[bin] === count) first[bin] = first[bin + 1] as number;
  return first;
}

/** How the rows of a view lie in the report. */
export function stripOf(
  report: Report,
  rows: Uint32Array,
  { bins, isByTime }: { readonly bins: number; readonly isByTime: boolean },
): StripAnswer {
  const { begin, since, span } = timesOf(report);
  const edges = isByTime ? edgesOf(span, bins) : edgesOf(report.count, bins);
  const partOfRow = (row: number): number => partOf(edges, isByTime ? (since[row] as number) : row);
  const counts = new Array<number>(bins).fill(0);
  const failed = new Array<number>(bins).fill(0);
  const rules = Array.from({ length: bins }, () => new Uint32Array(report.head.capture.colours.length + 1));
  for (const row of rows) {
    const bin = partOfRow(row);
    counts[bin] = (counts[bin] as number) + 1;
    failed[bin] = (failed[bin] as number) + (report.numbers.failed[row] as number);
    count(rules[bin] as Uint32Array, report.numbers.colour[row] as number);
  }
  return {
    rows: firstRows(report.count, bins, partOfRow),
    counts,
    failed,
    colours: rules.map(mostOf),
    isColoured: true,
    isInOrder: since.every((ns, row) => row === 0 || ns >= (since[row - 1] as number)),
    begin: String(begin),
    end: String(begin + BigInt(span)),
  };
}
