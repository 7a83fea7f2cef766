import { setTimeout as sleep } from 'node:timers/promises';
import { Batch } from '../bytes/batch.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { clockMs } from '../source/clock.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';

/** Length of a piece in ms: events of this time are delivered at once. */
const PIECE_MS = 20;
const MS = 1000;

/** The offset after at most `most` blocks of a batch from `at` on, and how many these are. */
function blocksFrom({ view, end }: Batch, at: number, most: number): { readonly end: number; readonly count: number } {
  let next = at;
  let count = 0;
  for (; count < most && next < end; count++) next += view.getUint32(next + BLOCK_LENGTH_AT, true);
  return { end: next, count };
}

/** A source whose events are delivered at a set rate. What is late because the consumer was slow is made up for. */
export class PacedSource extends WrappedSource {
  private readonly rate: number;
  private readonly ended = new AbortController();
  private delivered = 0;
  private beganAt = 0;

  /** `rate`: events a second. */
  constructor(source: EventSource, rate: number) {
    super(source);
    this.rate = rate;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    this.beganAt = clockMs();
    for await (const item of this.source.items()) {
      if (item.kind === 'events') yield* this.paced(item.batch);
      else yield item;
      if (this.ended.signal.aborted) return;
    }
  }

  private async *paced(batch: Batch): AsyncGenerator<SourceItem, void, void> {
    const piece = new Batch(batch.bytes, batch);
    for (let at = batch.start; at < batch.end; at = piece.end) {
      const { end, count } = blocksFrom(batch, at, await this.due());
      if (this.ended.signal.aborted) return;
      piece.start = at;
      piece.end = end;
      this.delivered += count;
      yield { kind: 'events', batch: piece };
    }
  }

  /** How many events are to be delivered now; resolves when it is at least one. */
  private async due(): Promise<number> {
    const { signal } = this.ended;
    for (;;) {
      const late = ((clockMs() - this.beganAt) * this.rate) / MS - this.delivered;
      if (late >= 1 || signal.aborted) return Math.ceil(Math.min(late, Math.max(1, (this.rate * PIECE_MS) / MS)));
      const wait = Math.max(PIECE_MS, ((1 - late) * MS) / this.rate);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  override stop(): void {
    this.ended.abort();
    super.stop();
  }
}
