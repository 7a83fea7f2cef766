import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { keptFilter } from '../analysis/kept/kept-filter.js';
import { KeptSearch } from '../analysis/kept/kept-search.js';
import type { Checked } from '../filter/check.js';
import { RowSet } from './row-set.js';

/** The conditions that must all hold. */
const conditionsOf = (node: Checked): readonly Checked[] =>
  node.kind === 'and' ? node.children.flatMap(conditionsOf) : [node];

/** The rows that a filter can accept as far as the index says, by those of its conditions that the index decides. */
export class LikelyRows {
  private readonly found = new RowSet();
  /** Null if the index decides none of its conditions. */
  private search: KeptSearch | null = null;

  constructor(kept: KeptColumns, filter: Checked) {
    const { dictionary } = kept;
    const isDecided = (node: Checked): boolean => {
      const { types } = keptFilter(node, dictionary);
      for (let id = 0; id < dictionary.count; id++) if (types[dictionary.typeOf(id)] !== 1) return false;
      return true;
    };
    const children = conditionsOf(filter).filter(isDecided);
    if (children.length > 0) this.search = new KeptSearch(kept, { kind: 'and', children }, kept.first);
  }

  /** Takes the rows that have come. */
  update(): void {
    // events of another type came, for which the index does not decide
    if (this.search?.advance((row) => this.found.add(row)) === false) this.search = null;
  }

  /** The first one at or behind a row that the index has; -1 if there is none. */
  next(row: number): number {
    const { search, found } = this;
    return search === null ? row : found.at(found.countBefore(row));
  }
}
