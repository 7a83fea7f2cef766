// HOT: once per event. No allocation, bigint, try, spread or iterator here, except for a mark.
import type { Batch } from '../bytes/batch.js';
import { countUpTo } from '../bytes/sorted.js';
import { eventStart } from '../scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { EVENT } from '../schema/event-layout.js';
import { EVT } from '../schema/events.js';

/** Where events were lost while a capture was recorded: files say where, not how many (source/drop-marks.ts). */
export class LossMarks {
  /** The rows before which events were lost, in order; there may be several marks before one. */
  private readonly rows: number[] = [];
  private dropped = 0;

  /** Number of marks, with those that were dropped. */
  get count(): number {
    return this.dropped + this.rows.length;
  }

  /** Notes the marks in a batch; `rowAt` says which row is the first behind an offset. */
  pass({ view }: Batch, from: number, to: number, rowAt: (at: number) => number): void {
    for (let at = from; at < to; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) {
      const type = view.getUint16(eventStart(view, at) + EVENT.TYPE, true);
      // an exit event comes with it
      if (type === EVT.DROP_E) this.rows.push(rowAt(at));
    }
  }

  /** Forgets the marks before a row. */
  drop(row: number): void {
    this.dropped += this.rows.splice(0, countUpTo(this.rows, this.rows.length, row)).length;
  }

  /** Number of marks behind a row, up to another one. */
  between(row: number, other: number): number {
    return countUpTo(this.rows, this.rows.length, other) - countUpTo(this.rows, this.rows.length, row);
  }

  /** The row behind the first mark, and that behind the last one; null for none. */
  get ends(): readonly [first: number, last: number] | null {
    const { rows } = this;
    return rows.length === 0 ? null : [rows[0] as number, rows[rows.length - 1] as number];
  }
}
