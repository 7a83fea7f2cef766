import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { KeptSearch } from '../analysis/kept/kept-search.js';
import type { Filter } from '../filter/filter.js';
import { RowSet } from './row-set.js';
import type { Scan } from './scan.js';

/** Makes a search that reads events again; `add` gets the rows. */
type StartScan = (filter: Filter, add: (row: number) => void) => Scan;

/** Events in order: all of a capture, or those that a filter accepts. It has those of all rows that were there when it was brought up to date. */
export class View {
  /** As it was given (a byte string); empty for all events. */
  readonly text: string;
  readonly filter: Filter | null;
  private found = new RowSet();
  private readonly kept: KeptColumns;
  private readonly startScan: StartScan;
  /** Decides rows by the index; null if that cannot. */
  private search: KeptSearch | null = null;
  /** Decides them by reading events again. */
  private scan: Scan | null = null;

  /** `filter`: null for all events. */
  constructor(kept: KeptColumns, text: string, filter: Filter | null, startScan: StartScan) {
    this.kept = kept;
    this.text = text;
    this.filter = filter;
    this.startScan = startScan;
    const checked = filter?.checked ?? null;
    if (checked !== null) this.search = new KeptSearch(kept, checked, kept.first);
    else if (filter !== null) this.scan = startScan(filter, this.add);
    this.update();
  }

  private readonly add = (row: number): void => this.found.add(row);

  /** Brings it up to date: rows have come since the last time. */
  update(): void {
    if (this.filter === null) return;
    if (this.search?.advance(this.add) === false) {
      this.search = null;
      this.found = new RowSet();
      this.scan = this.startScan(this.filter, this.add);
    }
    this.scan?.update();
    this.found.drop(this.kept.first);
  }

  /** Why the search ended before its end; null for nothing. */
  get problem(): string | null {
    return this.scan?.problem ?? null;
  }

  /** Whether all rows are searched that were there at the last update. */
  get isSearched(): boolean {
    return this.scan === null || this.scan.isDone;
  }

  /** The first row that is not searched yet. */
  get reached(): number {
    return this.isSearched ? this.kept.count : (this.scan as Scan).reached;
  }

  /** Number of events found so far, with those that are no longer there. */
  get count(): number {
    return this.filter === null ? this.kept.count : this.found.count;
  }

  /** How many of its events, the first ones, are no longer there. */
  get first(): number {
    const { first } = this.kept;
    return this.filter === null ? first : this.found.countBefore(first);
  }

  /** The row at a position; -1 if there is none. */
  at(position: number): number {
    const row = this.filter === null ? position : this.found.at(position);
    return row >= this.kept.first && row < this.kept.count ? row : -1;
  }

  /** All its rows that are there, in order. */
  rows(): Uint32Array {
    const { first } = this;
    const rows = new Uint32Array(this.count - first);
    if (this.filter !== null) this.found.copyTo(rows, first);
    else for (let i = 0; i < rows.length; i++) rows[i] = first + i;
    return rows;
  }

  has(row: number): boolean {
    if (row < this.kept.first) return false;
    return this.filter === null ? row < this.kept.count : this.found.has(row);
  }

  /** The position of the first row at or behind a row; `count` if there is none. */
  positionOf(row: number): number {
    const { first, count } = this.kept;
    const there = Math.max(row, first);
    return this.filter === null ? Math.min(there, count) : this.found.countBefore(there);
  }

  /** Ends its search. Idempotent. */
  close(): void {
    this.scan?.stop();
  }
}
