import type { StripAnswer } from '../../src/web/protocol.js';
import { timeAt } from './rows.js';
import type { Report } from './unpack.js';

/** The first row at or behind a time. */
function firstAt(report: Report, time: bigint): number {
  let low = 0;
  let high = report.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(report, middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function edgesByTime(report: Report, bins: number): number[] {
  const begin = timeAt(report, 0);
  const span = timeAt(report, report.count - 1) - begin;
  const inner = Array.from({ length: bins - 1 }, (_, index) =>
    firstAt(report, begin + (span * BigInt(index + 1)) / BigInt(bins)),
  );
  return [0, ...inner, report.count];
}

const edgesByRow = ({ count }: Report, bins: number): number[] =>
  Array.from({ length: bins + 1 }, (_, index) => Math.floor((count * index) / bins));

function count(counts: Uint32Array, rule: number): void {
  counts[rule] = (counts[rule] as number) + 1;
}

/** The rule that most rows have; -1 if most have none. `counts`: by rule + 1. */
const mostOf = (counts: Uint32Array): number => counts.indexOf(counts.reduce((most, n) => Math.max(most, n))) - 1;

/** How the rows of a view lie in the report. */
export function stripOf(
  report: Report,
  rows: Uint32Array,
  { bins, isByTime }: { readonly bins: number; readonly isByTime: boolean },
): StripAnswer {
  const edges = isByTime ? edgesByTime(report, bins) : edgesByRow(report, bins);
  const counts = new Array<number>(bins).fill(0);
  const failed = new Array<number>(bins).fill(0);
  const rules = Array.from({ length: bins }, () => new Uint32Array(report.head.capture.colours.length + 1));
  let bin = 0;
  for (const row of rows) {
    while (row >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
    failed[bin] = (failed[bin] as number) + (report.numbers.failed[row] as number);
    count(rules[bin] as Uint32Array, report.numbers.colour[row] as number);
  }
  return {
    rows: edges.slice(0, -1),
    counts,
    failed,
    colours: rules.map(mostOf),
    isColoured: true,
    begin: String(timeAt(report, 0)),
    end: String(timeAt(report, report.count - 1)),
  };
}
