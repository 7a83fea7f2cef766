// HOT: once per row. No allocation but for more subjects, no bigint, try, spread or iterator here.
import type { Checked } from '../../filter/check.js';
import { ROWS_OF, RowVerdicts } from '../../filter/row-verdicts.js';
import { PACKED_ROWS } from '../../schema/prefilter.js';
import { HAS_EXIT } from '../../state/binding.js';
import type { IntColumn } from './int-column.js';
import { keptFilter } from './kept-filter.js';
import type { SubjectTable } from './subject-table.js';

/** The rows that are searched. */
export interface SearchedRows {
  readonly dictionary: SubjectTable;
  /** Number of rows, and the first one that is there. */
  readonly count: number;
  readonly first: number;
  /** Numbers of subjects, results and latencies by row. */
  readonly subjects: IntColumn;
  readonly results: IntColumn;
  readonly latencies: IntColumn;
  /** Whether all results are exact. */
  readonly isExact: boolean;
}

/** Finds the rows that a filter accepts among rows that become more. */
export class KeptSearch {
  /** The first row that has not been searched. */
  searched: number;
  private readonly rows: SearchedRows;
  private readonly types: Uint8Array;
  private readonly judge: ReturnType<typeof keptFilter>['judge'];
  private readonly verdicts: RowVerdicts;
  /** Subjects that have a verdict. */
  private judged = 0;

  /** Searches from a row on. */
  constructor(rows: SearchedRows, filter: Checked, from: number) {
    const { types, judge } = keptFilter(filter, rows.dictionary);
    this.rows = rows;
    this.types = types;
    this.judge = judge;
    this.verdicts = new RowVerdicts(rows.dictionary.count);
    this.searched = from;
  }

  /**
   * Calls `add` with each row that is accepted and not yet searched, in order. False if the filter asks for more than is kept, or for
   * results when one is beyond 2^53: the events must be read again.
   */
  advance(add: (row: number) => void): boolean {
    if (!this.judgeNew()) return false;
    const { count, first } = this.rows;
    this.searched = Math.max(this.searched, first);
    while (this.searched < count) {
      const end = Math.min(count, this.searched - (this.searched % PACKED_ROWS) + PACKED_ROWS);
      this.selectIn(this.searched, end, add);
      this.searched = end;
    }
    return true;
  }

  /** Judges the subjects that have come. */
  private judgeNew(): boolean {
    const { verdicts, types, judge } = this;
    const { dictionary } = this.rows;
    verdicts.grow(dictionary.count);
    for (let id = this.judged; id < dictionary.count; id++) {
      if (types[dictionary.typeOf(id)] !== 1) return false;
      verdicts.set(id, judge(id));
      this.decideEnter(id);
    }
    this.judged = dictionary.count;
    return !verdicts.hasTests || this.rows.isExact;
  }

  /** Tests once what is the same for all rows of a subject: enter events have no result, and no latency. */
  private decideEnter(id: number): void {
    const { verdicts } = this;
    if (verdicts.of[id] === ROWS_OF.TESTED && HAS_EXIT[this.rows.dictionary.typeOf(id)] === 1)
      verdicts.set(id, verdicts.test(id, Number.NaN, 0));
  }

  /** Adds the rows from `first` up to `end`, which are in one chunk. */
  private selectIn(first: number, end: number, add: (row: number) => void): void {
    const { verdicts, rows } = this;
    const { of } = verdicts;
    const subjects = rows.subjects.chunkOf(first);
    const results = rows.results.chunkOf(first);
    const latencies = rows.latencies.chunkOf(first);
    for (let row = first; row < end; row++) {
      const i = row % PACKED_ROWS;
      const subject = subjects[i] as number;
      const verdict = of[subject] as number;
      if (verdict === ROWS_OF.NOBODY) continue;
      if (verdict === ROWS_OF.TESTED) {
        const result = rows.results.decode(row, results[i] as number);
        const latency = rows.latencies.decode(row, latencies[i] as number);
        if (!verdicts.test(subject, result, latency)) continue;
      }
      add(row);
    }
  }
}
