// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { KeptColumns } from '../analysis/kept/kept-columns.js';

/** Numbers of errors, 0 for success. */
const ERRORS = 4096;

/** How many rows each subject, and each result, has. Rows are counted once, when somebody asks; again if some were dropped. */
export class RowCounts {
  /** Rows by the number of their subject. */
  ofSubjects = new Uint32Array(1024);
  /** Rows with a result by the number of their error; 0 for calls that succeeded. */
  readonly ofErrors = new Uint32Array(ERRORS);
  private counted = 0;
  /** The first row that is counted. */
  private first = 0;
  private readonly kept: KeptColumns;

  constructor(kept: KeptColumns) {
    this.kept = kept;
  }

  /** Counts the rows that have come since. */
  update(): void {
    const { kept, ofErrors } = this;
    if (this.first !== kept.first) this.begin();
    if (this.ofSubjects.length < kept.dictionary.count) this.grow();
    const { ofSubjects } = this;
    for (; this.counted < kept.count; this.counted++) {
      const id = kept.subjectId(this.counted);
      ofSubjects[id] = (ofSubjects[id] as number) + 1;
      const result = kept.result(this.counted);
      const error = result >= 0 ? 0 : -result;
      if (error < ERRORS) ofErrors[error] = (ofErrors[error] as number) + 1;
    }
  }

  /** Begins again at the first row that is there. */
  private begin(): void {
    this.first = this.kept.first;
    this.counted = this.first;
    this.ofSubjects.fill(0);
    this.ofErrors.fill(0);
  }

  private grow(): void {
    const old = this.ofSubjects;
    this.ofSubjects = new Uint32Array(2 * this.kept.dictionary.count);
    this.ofSubjects.set(old);
  }
}
