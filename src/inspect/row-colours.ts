import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { KeptTest } from '../analysis/kept/kept-test.js';
import type { Filter } from '../filter/filter.js';
import type { View } from './view.js';

/** No rule accepts a row; or it is not known yet which one does. */
const NONE = -1;
const UNKNOWN = -2;

/** The rows that a filter accepts, by the index; where that does not decide, all events are read again. */
class RuleRows {
  private readonly test: KeptTest | null;
  private view: View | null = null;
  private readonly open: () => View;

  constructor(kept: KeptColumns, { checked }: Filter, open: () => View) {
    this.test = checked === null ? null : new KeptTest(kept, checked);
    this.open = open;
  }

  update(): void {
    this.view?.update();
  }

  /** Null while it is not known. */
  accepts(row: number): boolean | null {
    const decided = this.test?.accepts(row) ?? null;
    if (decided !== null) return decided;
    this.view ??= this.open();
    if (this.view.has(row)) return true;
    return this.view.isSearched && this.view.problem === null ? false : null;
  }

  get isSearched(): boolean {
    return this.view?.isSearched ?? true;
  }

  close(): void {
    this.view?.close();
  }
}

/** Which one of some filters is the first that accepts a row. */
export class RowColours {
  private readonly rules: readonly (RuleRows | null)[];
  private readonly counts: Uint32Array;

  /** `filters`: null for those that accept nothing. `open` searches all events for one of them. */
  constructor(kept: KeptColumns, filters: readonly (Filter | null)[], open: (index: number) => View) {
    this.rules = filters.map((filter, i) => (filter === null ? null : new RuleRows(kept, filter, () => open(i))));
    this.counts = new Uint32Array(filters.length - NONE);
  }

  /** Brings what is searched up to date. */
  update(): void {
    for (const rule of this.rules) rule?.update();
  }

  /** Whether nothing is searched for what was asked. */
  get isSearched(): boolean {
    return this.rules.every((rule) => rule === null || rule.isSearched);
  }

  /** The first filter that accepts a row; NONE, or UNKNOWN. */
  private of(row: number): number {
    for (const [i, rule] of this.rules.entries()) {
      const accepts = rule === null ? false : rule.accepts(row);
      if (accepts !== false) return accepts === null ? UNKNOWN : i;
    }
    return NONE;
  }

  /** The filter that is the first one for most of some rows; -1 if most of those of which it is known have none. */
  ofMost(rows: readonly number[]): number {
    const { counts } = this;
    counts.fill(0);
    for (const row of rows) {
      const found = this.of(row);
      if (found !== UNKNOWN) counts[found - NONE] = (counts[found - NONE] as number) + 1;
    }
    return counts.indexOf(counts.reduce((most, count) => Math.max(most, count))) + NONE;
  }

  /** Ends its searches. Idempotent. */
  close(): void {
    for (const rule of this.rules) rule?.close();
  }
}
