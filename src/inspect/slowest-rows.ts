// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { callLatency } from './call-latency.js';
import type { View } from './view.js';

/** Classes of latencies: by the position of the highest bit of their ns, 2^52 at most. */
const CLASSES = 54;

const classOf = (nanos: number): number => Math.min(CLASSES - 1, Math.ceil(Math.log2(nanos + 1)));

/** The rows of a view whose calls took longest, slowest first; of those that took as long, the first. */
export function slowestRows(kept: KeptColumns, view: View, most: number): number[] {
  const least = 2 ** (leastClass(kept, view, most) - 1);
  const rows: number[] = [];
  for (let i = view.first; i < view.count; i++) {
    const row = view.at(i);
    if (callLatency(kept, row) >= least) rows.push(row);
  }
  rows.sort((a, b) => kept.latency(b) - kept.latency(a) || a - b);
  return rows.slice(0, most);
}

/** The class down to which there are enough rows, of calls that took any time. */
function leastClass(kept: KeptColumns, view: View, most: number): number {
  const counts = new Uint32Array(CLASSES);
  for (let i = view.first; i < view.count; i++) {
    const nanos = callLatency(kept, view.at(i));
    if (nanos > 0) counts[classOf(nanos)] = (counts[classOf(nanos)] as number) + 1;
  }
  let found = 0;
  let at = CLASSES;
  while (at > 1 && found < most) {
    at--;
    found += counts[at] as number;
  }
  return at;
}
