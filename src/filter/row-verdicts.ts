// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { ColumnTest } from './column-filter.js';

/** What becomes of the rows of a subject. */
export const ROWS_OF = { NOBODY: 0, ALL: 1, TESTED: 2 } as const;

/** What a filter for rows says of each subject (ColumnFilter.judge). */
export class RowVerdicts {
  /** Whether a subject has had a test. */
  hasTests = false;
  /** ROWS_OF by subject. */
  of: Uint8Array;
  private readonly tests: (ColumnTest | null)[];

  /** `subjects`: how many there can be. */
  constructor(subjects: number) {
    this.of = new Uint8Array(subjects);
    this.tests = new Array<ColumnTest | null>(subjects).fill(null);
  }

  /** Makes room for more subjects. */
  grow(subjects: number): void {
    if (subjects <= this.of.length) return;
    const { of } = this;
    this.of = new Uint8Array(2 * subjects);
    this.of.set(of);
    while (this.tests.length < this.of.length) this.tests.push(null);
  }

  /** Notes what the filter says of a subject. */
  set(subject: number, judged: boolean | ColumnTest): void {
    const isTested = typeof judged !== 'boolean';
    this.of[subject] = isTested ? ROWS_OF.TESTED : judged ? ROWS_OF.ALL : ROWS_OF.NOBODY;
    this.tests[subject] = isTested ? judged : null;
    if (isTested) this.hasTests = true;
  }

  /** Whether a row of a subject that is tested passes. */
  test(subject: number, result: number, latency: number): boolean {
    return (this.tests[subject] as ColumnTest)(result, latency);
  }

  /** Whether a row passes. */
  passes(subject: number, result: number, latency: number): boolean {
    const verdict = this.of[subject] as number;
    return verdict === ROWS_OF.TESTED ? this.test(subject, result, latency) : verdict === ROWS_OF.ALL;
  }
}
