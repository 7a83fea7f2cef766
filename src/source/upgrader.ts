import { Batch } from '../bytes/batch.js';
import { CopiedBlocks } from '../bytes/copied-blocks.js';
import { blockType } from '../scap/block.js';
import { isOldEvent, UPGRADE, upgradedSize, upgradeEvent } from '../scap/old-event.js';
import { MIN_BLOCK_SIZE } from '../schema/block.js';
import { checkTrailer, damagedAt, frameSize } from './block-frames.js';
import type { Window } from './window.js';

/** Bytes of a batch of upgraded events. */
const UPGRADE_SIZE = 1 << 20;

/** Turns events of version 1 into batches of version 2. */
export class Upgrader {
  private readonly copied = new CopiedBlocks();
  private readonly batch = new Batch(Buffer.allocUnsafeSlow(UPGRADE_SIZE), this.copied);

  /**
   * Upgrades the events of version 1 from the window's start on, as many as are whole in memory and fit into one batch. The
   * first must be whole. Throws ScapError if the first is damaged; a later damaged one ends the batch.
   */
  take(window: Window): Batch {
    const { batch } = this;
    batch.start = 0;
    batch.end = 0;
    batch.count = 0;
    this.copied.clear();
    while (window.end - window.start >= MIN_BLOCK_SIZE && isOldEvent(blockType(window.type()))) {
      try {
        if (!this.one(window)) break;
      } catch (error) {
        if (batch.count > 0) break;
        throw error;
      }
    }
    return batch;
  }

  private one(window: Window): boolean {
    const { batch } = this;
    const size = frameSize(window);
    if (size > window.end - window.start || batch.end + upgradedSize(size) > UPGRADE_SIZE) return false;
    const { bytes, start } = window;
    const old = { bytes, view: window.batch.view, blockStart: start, blockEnd: start + size };
    const end = upgradeEvent(old, batch, batch.end);
    if (end === UPGRADE.DAMAGED) throw damagedAt(window, 'the lengths of its event do not add up');
    if (end === UPGRADE.UNKNOWN_TYPE) checkTrailer(window, size);
    else {
      this.copied.note(batch.end, window, start);
      batch.last = batch.end;
      batch.end = end;
      batch.count++;
    }
    window.start += size;
    return true;
  }
}
