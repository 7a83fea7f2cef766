import { timeAt } from './rows.js';
import type { Report } from './unpack.js';

/** When the events of a report happened: the earliest one, in ns since the epoch, and each in ns since then. */
export interface Times {
  readonly begin: bigint;
  readonly since: Float64Array;
  /** The latest one. */
  readonly span: number;
}

const known = new WeakMap<Report, Times>();

/** When the events of a report happened; times may go back from row to row, as in logs. */
export function timesOf(report: Report): Times {
  const before = known.get(report);
  if (before !== undefined) return before;
  const first = report.count === 0 ? 0n : timeAt(report, 0);
  const since = Float64Array.from({ length: report.count }, (_, row) => Number(timeAt(report, row) - first));
  const least = since.reduce((low, ns) => Math.min(low, ns), 0);
  const most = since.reduce((high, ns) => Math.max(high, ns), 0);
  const made = { begin: first + BigInt(least), since: since.map((ns) => ns - least), span: most - least };
  known.set(report, made);
  return made;
}
