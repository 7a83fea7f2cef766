import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import type { Filter } from '../filter/filter.js';
import { RowSet } from './row-set.js';

/** Events in order: all of a capture, or those that a filter accepts. */
export class View {
  /** Why the search ended before its end; null for nothing. */
  problem: string | null = null;
  /** Whether all events are searched. */
  isSearched: boolean;
  /** As it was given (a byte string); empty for all events. */
  readonly text: string;
  readonly filter: Filter | null;
  private found = new RowSet();
  private readonly kept: KeptColumns;

  constructor(kept: KeptColumns, text: string, filter: Filter | null) {
    this.kept = kept;
    this.text = text;
    this.filter = filter;
    this.isSearched = filter === null;
  }

  /** Number of events found so far. */
  get count(): number {
    return this.filter === null ? this.kept.count : this.found.count;
  }

  /** The row at a position; -1 if there is none. */
  at(position: number): number {
    if (this.filter !== null) return this.found.at(position);
    return position >= 0 && position < this.kept.count ? position : -1;
  }

  /** All its rows, in order. */
  rows(): Uint32Array {
    const rows = new Uint32Array(this.count);
    if (this.filter !== null) this.found.copyTo(rows);
    else for (let row = 0; row < rows.length; row++) rows[row] = row;
    return rows;
  }

  has(row: number): boolean {
    return this.filter === null ? row >= 0 && row < this.kept.count : this.found.has(row);
  }

  /** The position of the first row at or behind a row; `count` if there is none. */
  positionOf(row: number): number {
    return this.filter === null ? Math.min(row, this.kept.count) : this.found.countBefore(row);
  }

  /** Adds a row behind all others. */
  add(row: number): void {
    this.found.add(row);
  }

  /** Finds all rows again by the index; false if the filter asks for more than that has. */
  searchIndex(): boolean {
    const rows = this.filter?.checked ? this.kept.rowsOf(this.filter.checked) : null;
    if (rows === null) return false;
    const found = new RowSet();
    for (const row of rows) found.add(row);
    this.found = found;
    return true;
  }
}
