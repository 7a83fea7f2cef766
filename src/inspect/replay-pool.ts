import { DroppedError } from '../source/room-input.js';
import type { SkipContext } from '../state/event-skipper.js';
import type { Evt } from '../state/evt.js';
import type { Checkpoint } from './checkpoints.js';
import { Replay, type Replayed } from './replay.js';

/** Replays that are kept: places that are looked at by turns, and one that goes through all. */
const MAX_REPLAYS = 4;

/** What is known of rows. */
interface RowPlaces {
  readonly before: (row: number) => Checkpoint | null;
  readonly has: (row: number) => boolean;
}

/** Finds events by the replay that has least to read for them. */
export class ReplayPool {
  /** The one that was used last is the last. */
  private readonly replays: Replay[] = [];
  /** That of a replay that was forgotten: to make one, of 4 MB, takes as long as all else that a replay begins with. */
  private spare: SkipContext | undefined;
  private readonly replayed: Replayed;
  private readonly before: RowPlaces['before'];
  private readonly has: RowPlaces['has'];

  /** `before` finds the last checkpoint at or before a row; `has` says whether a row is still there. */
  constructor(replayed: Replayed, { before, has }: RowPlaces) {
    this.replayed = replayed;
    this.before = before;
    this.has = has;
  }

  /** The event of a row that the index has, which is valid until the next call; null if there is no such row. Throws SyssharkError IO. */
  async seek(row: number): Promise<Evt | null> {
    for (;;) {
      await this.forgetOld();
      const replay = this.nearest(row) ?? (await this.start(row));
      try {
        const evt = await replay.seek(row);
        // it has come to its end
        if (evt === null) await this.forget(replay);
        return evt;
      } catch (error) {
        await this.forget(replay);
        if (!(error instanceof DroppedError)) throw error;
        // the row itself was dropped
        if (!this.has(row)) return null;
      }
    }
  }

  /** Forgets those whose events lack fields that have been asked for since. */
  private async forgetOld(): Promise<void> {
    for (const replay of this.replays.filter(({ isCurrent }) => !isCurrent)) await this.forget(replay);
  }

  /** The replay that is nearest before a row, if no checkpoint is nearer; it is then the one used last. */
  private nearest(row: number): Replay | null {
    const first = this.before(row)?.row ?? 0;
    let best: Replay | null = null;
    for (const replay of this.replays)
      if (replay.row <= row && replay.row >= first && replay.row >= (best?.row ?? 0)) best = replay;
    if (best !== null) this.replays.push(...this.replays.splice(this.replays.indexOf(best), 1));
    return best;
  }

  private async start(row: number): Promise<Replay> {
    const [oldest] = this.replays;
    if (this.replays.length >= MAX_REPLAYS && oldest !== undefined) await this.forget(oldest);
    const replay = new Replay(this.replayed, this.before(row), this.spare);
    this.spare = undefined;
    this.replays.push(replay);
    return replay;
  }

  private async forget(replay: Replay): Promise<void> {
    this.replays.splice(this.replays.indexOf(replay), 1);
    await replay.close();
    this.spare = replay.skipContext;
  }

  /** Frees what it holds. Idempotent. */
  async close(): Promise<void> {
    for (const replay of this.replays.splice(0)) await replay.close();
  }
}
