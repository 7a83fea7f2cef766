import { Batch } from '../bytes/batch.js';
import { Cursor } from '../bytes/cursor.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { blockType } from '../scap/block.js';
import { isEvent } from '../scap/event-block.js';
import { emptyHeader } from '../scap/header.js';
import { HeaderRoom } from '../scap/header-room.js';
import { readMetadata } from '../scap/metadata.js';
import { BLOCK_HEADER_SIZE, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { Evt } from './evt.js';
import { StateUpdater } from './state-updater.js';
import { SystemState } from './system-state.js';

/** The state of a reader after these blocks: header blocks, then events that update state. */
export function replayBlocks(blocks: readonly Buffer[]): SystemState {
  const budget = new MemoryBudget(Number.POSITIVE_INFINITY);
  const header = emptyHeader();
  const room = new HeaderRoom(budget);
  const state = new SystemState(budget);
  const updater = new StateUpdater(state);
  const evt = new Evt(state);
  let hasBegun = false;
  for (const block of blocks) {
    const type = blockType(block.readUInt32LE(0));
    if (!isEvent(type)) {
      const range = { start: BLOCK_HEADER_SIZE, end: block.length - BLOCK_TRAILER_SIZE, origin: 0 };
      readMetadata({ header, room }, type, new Cursor(block, range));
      continue;
    }
    if (!hasBegun) updater.reset(header);
    hasBegun = true;
    evt.view.read(new Batch(block), 0);
    if (updater.begin(evt)) updater.update(evt);
  }
  if (!hasBegun) updater.reset(header);
  state.deferred.apply();
  return state;
}
