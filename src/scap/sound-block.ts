/**
 * Recognizes blocks by their content alone, so that reading can continue after damage. A block is sound if its type is
 * known, its two lengths match, and its content adds up to exactly that length.
 */
import { readUint64 } from '../bytes/int64.js';
import { BLOCK, BLOCK_HEADER_SIZE, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE, MIN_BLOCK_SIZE } from '../schema/block.js';
import {
  EVENT,
  EVENT_HEADER_SIZE,
  MAX_LARGE_BLOCK,
  MAX_PARAMS,
  MAX_SMALL_BLOCK,
  MIN_EVENT_BLOCK,
} from '../schema/event-layout.js';
import { STORED_EVENTS } from '../schema/events.js';
import { blockType, paddingAfter } from './block.js';
import { eventOffset, hasFlags, isEvent } from './event-block.js';
import { sumOfLengths } from './event-check.js';
import { isMetadata } from './metadata.js';
import { isOldEvent, isSoundOldEvent, MIN_OLD_EVENT_BLOCK } from './old-event.js';
import { BYTE_ORDER_MAGIC } from './section.js';

const MIN_SECTION = 28;

/** Whether a block of a raw type may have this total length. */
export function isPossibleSize(raw: number, size: number): boolean {
  const type = blockType(raw);
  const isSmall = isOldEvent(type) || type === BLOCK.EVENT_V2 || type === BLOCK.EVENT_FLAGS_V2;
  const min = isEvent(type) ? MIN_EVENT_BLOCK : isOldEvent(type) ? MIN_OLD_EVENT_BLOCK : MIN_BLOCK_SIZE;
  return size >= min && size <= (isSmall ? MAX_SMALL_BLOCK : MAX_LARGE_BLOCK) && (size & 3) === 0;
}

/** Whether an event of a known type `from` bytes into a block of `size` bytes fills it exactly. */
function fillsBlock(view: DataView, block: { at: number; size: number }, from: number): boolean {
  const at = block.at + from;
  const room = block.size - BLOCK_TRAILER_SIZE - from;
  if (room < EVENT_HEADER_SIZE) return false;
  if (STORED_EVENTS[view.getUint16(at + EVENT.TYPE, true)] === undefined) return false;
  if (view.getUint32(at + EVENT.NPARAMS, true) > MAX_PARAMS) return false;
  const length = view.getUint32(at + EVENT.LENGTH, true);
  if (length !== sumOfLengths(view, at, room, view.getUint32(block.at, true))) return false;
  return from + length + paddingAfter(from + length) + BLOCK_TRAILER_SIZE === block.size;
}

/** Whether a whole block holds an event of version 2, whatever type the block says it has. */
export function holdsEvent(view: DataView, at: number, size: number): boolean {
  const block = { at, size };
  return fillsBlock(view, block, eventOffset(false)) || fillsBlock(view, block, eventOffset(true));
}

function isSoundContent(view: DataView, at: number, size: number): boolean {
  const type = blockType(view.getUint32(at, true));
  if (isEvent(type)) return fillsBlock(view, { at, size }, eventOffset(hasFlags(type)));
  if (isOldEvent(type)) return isSoundOldEvent({ view, blockStart: at, blockEnd: at + size });
  if (type === BLOCK.SECTION)
    return size >= MIN_SECTION && view.getUint32(at + BLOCK_HEADER_SIZE, true) === BYTE_ORDER_MAGIC;
  return isMetadata(type);
}

/** Total length of the block at `at` if it is whole and sound; otherwise 0. */
export function soundBlockSize(view: DataView, at: number, end: number): number {
  if (end - at < MIN_BLOCK_SIZE) return 0;
  const size = view.getUint32(at + BLOCK_LENGTH_AT, true);
  if (!isPossibleSize(view.getUint32(at, true), size) || size > end - at) return 0;
  if (view.getUint32(at + size - BLOCK_TRAILER_SIZE, true) !== size) return 0;
  return isSoundContent(view, at, size) ? size : 0;
}

/** Time in ns of the event in a block, any version; NaN for other blocks. */
export function blockTime(view: DataView, at: number): number {
  const type = blockType(view.getUint32(at, true));
  if (!isEvent(type) && !isOldEvent(type)) return Number.NaN;
  return readUint64(view, at + eventOffset(hasFlags(type)));
}
