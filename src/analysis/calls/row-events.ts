// HOT: once per row. No allocation but of two events, no bigint, try, spread or iterator here.
import { Batch } from '../../bytes/batch.js';
import { ROWS } from '../../schema/prefilter.js';
import type { EventColumns } from '../../state/event-columns.js';
import { Evt } from '../../state/evt.js';
import type { SystemState } from '../../state/system-state.js';

const NONE = new Batch(Buffer.alloc(0));

/**
 * The events of rows, and the enter events of the calls that they end, for what columns do not tell: only their parameters may be read.
 * Valid until the batch goes.
 */
export class RowEvents {
  private readonly batches: Batch[] = new Array<Batch>(ROWS).fill(NONE);
  private readonly at = new Uint32Array(ROWS);
  private event: Evt | null = null;
  private before: Evt | null = null;

  /** The state that counts values of wrong sizes; to be given before events are read. */
  begin(state: SystemState): void {
    if (this.event !== null && this.event.state === state) return;
    this.event = new Evt(state);
    this.before = new Evt(state);
  }

  /** Notes the enter event of the call that a row ends. */
  setEnter(row: number, batch: Batch, at: number): void {
    this.batches[row] = batch;
    this.at[row] = at;
  }

  /** Notes that the enter event of a row is not known. */
  clearEnter(row: number): void {
    this.batches[row] = NONE;
  }

  /** The event of a row. */
  eventOf({ source, at }: EventColumns, row: number): Evt {
    const event = this.event as Evt;
    event.view.read(source, at[row] as number);
    return event;
  }

  /** The enter event of a row; null if it is not known. */
  enterOf(row: number): Evt | null {
    const batch = this.batches[row] as Batch;
    if (batch === NONE) return null;
    const before = this.before as Evt;
    before.view.read(batch, this.at[row] as number);
    return before;
  }
}
