// HOT: once per event. No allocation, bigint, try, spread or iterator here.
/**
 * Checks whether an event can be read. All events in a batch have passed this check, so later code never compares lengths again.
 * native/prefilter/check.c implements the same rule for WebAssembly memory; test/unit/state/prefilter.test.ts compares the two.
 */
import type { Batch } from '../bytes/batch.js';
import { BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { EF } from '../schema/event.js';
import { EVENT, EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE, LENGTH_SIZE } from '../schema/event-layout.js';
import { STORED_EVENTS } from '../schema/events.js';
import { eventBlockSize, eventOffset, hasFlags, isLarge } from './event-block.js';

/** Bytes of the length of a parameter, by event type (SCAP-FORMAT.md#event-blocks). */
const LENGTH_SIZES = Uint8Array.from(STORED_EVENTS, ({ flags }) =>
  (flags & EF.LARGE_PAYLOAD) === 0 ? LENGTH_SIZE : LARGE_LENGTH_SIZE,
);

/**
 * Size of the event at `event` by its header and the lengths of its parameters, in a block of this type; Infinity if these
 * lengths do not even fit in `room` bytes. The header must fit.
 */
export function sumOfLengths(view: DataView, event: number, room: number, blockType: number): number {
  // if the event type is unknown, the block type decides
  const lengthSize =
    LENGTH_SIZES[view.getUint16(event + EVENT.TYPE, true)] ?? (isLarge(blockType) ? LARGE_LENGTH_SIZE : LENGTH_SIZE);
  let sum = EVENT_HEADER_SIZE + view.getUint32(event + EVENT.NPARAMS, true) * lengthSize;
  if (sum > room) return Number.POSITIVE_INFINITY;
  const end = event + sum;
  for (let at = event + EVENT_HEADER_SIZE; at < end; at += lengthSize) {
    sum += lengthSize === LENGTH_SIZE ? view.getUint16(at, true) : view.getUint32(at, true);
  }
  return sum;
}

/** What is wrong with the event in the block of `size` bytes at `at`, whose frame is sound; null if it can be read. */
export function eventFault(view: DataView, at: number, size: number): string | null {
  const blockType = view.getUint32(at, true);
  const event = at + eventOffset(hasFlags(blockType));
  const room = at + size - BLOCK_TRAILER_SIZE - event;
  if (room < EVENT_HEADER_SIZE) return 'its header does not fit';
  const length = view.getUint32(event + EVENT.LENGTH, true);
  if (length > room) return 'its lengths do not fit';
  return sumOfLengths(view, event, length, blockType) > length ? 'its parameters do not fit' : null;
}

/** Ends a batch at its first block that is not a sound event, and counts the events before it. */
export function checkBatch(batch: Batch): void {
  const { view, start, end } = batch;
  let at = start;
  batch.count = 0;
  for (;;) {
    const size = eventBlockSize(view, at, end);
    if (size === 0 || eventFault(view, at, size) !== null) break;
    batch.last = at;
    batch.count++;
    at += size;
  }
  batch.end = at;
}
