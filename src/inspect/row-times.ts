import { setImmediate } from 'node:timers/promises';
import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { countUpTo } from '../bytes/sorted.js';
import { firstRowAt } from './row-edges.js';

/** Rows, and parts of time, that are passed on before others may run. */
const ROWS = 1 << 16;
const PARTS = 8;

/** When the earliest event happened, and the latest, in ns since the epoch. */
export interface Span {
  readonly begin: bigint;
  readonly end: bigint;
}

const NO_SPAN: Span = { begin: 0n, end: 0n };

/** Doubles have longer times than 104 days, in ns, but for some: less than this. */
const BLUR = 1 << 12;

/** The span of rows that are not in order. */
class AnySpan {
  private readonly kept: KeptColumns;
  private readonly has: (row: number) => boolean;
  private since = 0n;
  /** The earliest row and the latest; how long they were after `since`, in ns. */
  private rows: readonly [earliest: number, latest: number] | null = null;
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;

  /** Of rows for which something holds. */
  constructor(kept: KeptColumns, has: (row: number) => boolean) {
    this.kept = kept;
    this.has = has;
  }

  /** Adds a range of rows. */
  add(from: number, to: number): void {
    if (this.rows === null) this.since = this.kept.time(from);
    this.kept.tellTimes(from, to, this.since, (row, ns) => {
      const blur = Math.abs(ns) > Number.MAX_SAFE_INTEGER ? BLUR : 0;
      if ((ns < this.least + blur || ns > this.most - blur) && this.has(row)) this.addRow(row, ns, blur > 0);
    });
  }

  private addRow(row: number, ns: number, isBlurred: boolean): void {
    const [earliest, latest] = this.rows ?? [row, row];
    const isBefore = (one: number, other: number): boolean => this.kept.time(one) < this.kept.time(other);
    const isFirst = isBlurred ? isBefore(row, earliest) : ns < this.least;
    const isLast = isBlurred ? isBefore(latest, row) : ns > this.most;
    this.rows = [isFirst ? row : earliest, isLast ? row : latest];
    this.least = Math.min(this.least, ns);
    this.most = Math.max(this.most, ns);
  }

  /** Zeros if there are none. */
  get span(): Span {
    if (this.rows === null) return NO_SPAN;
    const [earliest, latest] = this.rows;
    return { begin: this.kept.time(earliest), end: this.kept.time(latest) };
  }
}

const all = (): boolean => true;

/** When the events of a capture happened. */
export class CaptureSpan {
  private readonly kept: KeptColumns;
  /** If they are not in order: the rows whose span is known. */
  private any: AnySpan;
  private first = 0;
  private end = 0;

  constructor(kept: KeptColumns) {
    this.kept = kept;
    this.any = new AnySpan(kept, all);
  }

  /** Those that have come by now, and were not dropped; zeros for none. */
  get now(): Span {
    const { kept } = this;
    const { first, count } = kept;
    if (first === count) return NO_SPAN;
    return kept.isInOrder ? { begin: kept.time(first), end: kept.time(count - 1) } : this.search(first, count);
  }

  private search(first: number, count: number): Span {
    if (first !== this.first) {
      this.any = new AnySpan(this.kept, all);
      this.end = first;
    }
    if (count > this.end) this.any.add(this.end, count);
    this.first = first;
    this.end = count;
    return this.any.span;
  }
}

/** Some of a capture's rows, in their order. */
interface Rows {
  readonly first: number;
  readonly count: number;
  at(position: number): number;
  has(row: number): boolean;
}

/** When the events of a view happened; zeros if it has none. */
export function spanOfRows(kept: KeptColumns, rows: Rows): Span {
  const { first, count } = rows;
  if (first === count) return NO_SPAN;
  if (kept.isInOrder) return { begin: kept.time(rows.at(first)), end: kept.time(rows.at(count - 1)) };
  const any = new AnySpan(kept, (row) => rows.has(row));
  any.add(kept.first, kept.count);
  return any.span;
}

/** Where parts of the same time begin, and where the last one ends. */
export function edgesOf({ begin, end }: Span, parts: number): bigint[] {
  const span = end - begin;
  return Array.from({ length: parts + 1 }, (_, i) =>
    i === parts ? end + 1n : begin + (span * BigInt(i)) / BigInt(parts),
  );
}

/**
 * Passes each row of a capture on with the part of time that it is in: part i is from edge i on, before edge i + 1. Others run
 * meanwhile. It ends early when nobody waits for it any more (`signal`).
 */
export async function eachByTime(
  kept: KeptColumns,
  edges: readonly bigint[],
  take: (row: number, part: number) => void,
  signal: AbortSignal | null = null,
): Promise<void> {
  if (kept.first === kept.count) return;
  if (kept.isInOrder) await eachInOrder(kept, edges, take, signal);
  else await eachOfAny(kept, edges, take, signal);
}

type EachByTime = (...args: Required<Parameters<typeof eachByTime>>) => Promise<void>;

const eachInOrder: EachByTime = async (kept, edges, take, signal) => {
  let row = firstRowAt(kept, edges[0] as bigint);
  for (let part = 0; part < edges.length - 1 && signal?.aborted !== true; part++) {
    const end = firstRowAt(kept, edges[part + 1] as bigint);
    for (; row < end; row++) take(row, part);
    if (part % PARTS === PARTS - 1) await setImmediate();
  }
};

const eachOfAny: EachByTime = async (kept, edges, take, signal) => {
  const [since = 0n] = edges;
  const starts = Float64Array.from(edges, (edge) => Number(edge - since));
  const isNear = (ns: number, edge: number): boolean => Math.abs((starts[edge] ?? Number.NaN) - ns) < BLUR;
  const partOf = (row: number, ns: number): number => {
    const part = countUpTo(starts, starts.length, ns) - 1;
    if (!isNear(ns, part) && !isNear(ns, part + 1)) return part;
    const time = kept.time(row);
    return edges.findLastIndex((edge) => edge <= time);
  };
  const pass = (row: number, ns: number): void => {
    const part = partOf(row, ns);
    if (part >= 0 && part < edges.length - 1) take(row, part);
  };
  for (let row = kept.first; row < kept.count && signal?.aborted !== true; row += ROWS) {
    kept.tellTimes(row, Math.min(kept.count, row + ROWS), since, pass);
    await setImmediate();
  }
};
