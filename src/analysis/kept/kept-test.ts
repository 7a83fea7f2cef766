import type { Checked } from '../../filter/check.js';
import type { ColumnTest } from '../../filter/column-filter.js';
import { HAS_EXIT } from '../../state/binding.js';
import { keptFilter } from './kept-filter.js';
import type { SearchedRows } from './kept-search.js';

/** Tests single rows; KeptSearch finds all. */
export class KeptTest {
  private readonly rows: SearchedRows;
  private readonly part: ReturnType<typeof keptFilter>;
  /** By subject. */
  private readonly verdicts = new Map<number, boolean | ColumnTest>();

  constructor(rows: SearchedRows, filter: Checked) {
    this.rows = rows;
    this.part = keptFilter(filter, rows.dictionary);
  }

  /** Whether a row is accepted; null if the filter asks for more than is kept of it: its event must be read again. */
  accepts(row: number): boolean | null {
    const { dictionary, subjects, results, latencies, isExact } = this.rows;
    const subject = subjects.at(row);
    const type = dictionary.typeOf(subject);
    if (this.part.types[type] !== 1) return null;
    const verdict = this.verdictOf(subject);
    if (typeof verdict === 'boolean') return verdict;
    // events that begin calls have no result, and no latency
    if (HAS_EXIT[type] === 1) return verdict(Number.NaN, 0);
    return isExact ? verdict(results.at(row), latencies.at(row)) : null;
  }

  private verdictOf(subject: number): boolean | ColumnTest {
    const known = this.verdicts.get(subject);
    if (known !== undefined) return known;
    const verdict = this.part.judge(subject);
    this.verdicts.set(subject, verdict);
    return verdict;
  }
}
