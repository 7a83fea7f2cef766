import type { RequestRow } from '../../output/requests/request.js';

/** The requests that took longest, longest first; of two that took as long, the first one. */
export class SlowestRows {
  readonly rows: RequestRow[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  add(row: RequestRow): void {
    const { rows, most } = this;
    const last = rows.at(-1);
    if (rows.length === most && last !== undefined && row.duration <= last.duration) return;
    let from = 0;
    let to = rows.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((rows[middle] as RequestRow).duration >= row.duration) from = middle + 1;
      else to = middle;
    }
    rows.splice(from, 0, row);
    if (rows.length > most) rows.pop();
  }
}
