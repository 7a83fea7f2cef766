/**
 * Event blocks of version 1, in files from before 2019: the event's header has no parameter count (22 bytes instead
 * of 26). They are converted to version 2, so that no other code has to know about them.
 */
import { BLOCK, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { EVENT, EVENT_HEADER_SIZE, LENGTH_SIZE, MIN_EVENT_BLOCK } from '../schema/event-layout.js';
import { EVT, STORED_EVENTS } from '../schema/events.js';
import { blockType } from './block.js';
import { closeBlock, type EventBlock, eventOffset, hasFlags, type Slab } from './event-block.js';

/** The header ends where version 2 has the number of parameters. */
const HEADER_SIZE = EVENT.NPARAMS;
const COUNT_SIZE = EVENT_HEADER_SIZE - HEADER_SIZE;
/** Smallest whole block: no flags, no parameters. */
export const MIN_OLD_EVENT_BLOCK = MIN_EVENT_BLOCK - COUNT_SIZE;
/** The old writer counted three bytes too many in these events (reference savefile reader). */
const OVERCOUNTED: ReadonlySet<number> = new Set([EVT.NOTIFICATION_E, EVT.INFRASTRUCTURE_EVENT_E]);
const OVERCOUNT = 3;

/** Whether blocks of this (official) type hold an event of version 1. */
export function isOldEvent(type: number): boolean {
  return type === BLOCK.EVENT_V1 || type === BLOCK.EVENT_FLAGS_V1;
}

/** Most bytes that the version-2 form of a block of `size` bytes takes. */
export function upgradedSize(size: number): number {
  return size + COUNT_SIZE;
}

/** Largest count up to `known` whose parameter lengths add up to the event's length; -1 if none does. */
function countParams(view: DataView, at: number, event: { length: number; known: number }): number {
  for (let count = event.known; count >= 0; count--) {
    let size = HEADER_SIZE + LENGTH_SIZE * count;
    if (size > event.length) continue;
    for (let i = 0; i < count; i++) size += view.getUint16(at + HEADER_SIZE + LENGTH_SIZE * i, true);
    if (size === event.length) return count;
  }
  return -1;
}

/** Outcomes of upgradeEvent other than an offset. */
export const UPGRADE = { UNKNOWN_TYPE: -1, DAMAGED: -2 } as const;

/** Where a block is. */
type Frame = Pick<EventBlock, 'view' | 'blockStart' | 'blockEnd'>;

/** The event in a version-1 block: its offset, true length and parameter count. */
interface OldEvent {
  readonly from: number;
  readonly length: number;
  readonly count: number;
}

/** Parameter count -1: the type is not known; null: the lengths do not add up. */
function findOldEvent({ view, blockStart, blockEnd }: Frame): OldEvent | null {
  const from = blockStart + eventOffset(hasFlags(blockType(view.getUint32(blockStart, true))));
  const room = blockEnd - BLOCK_TRAILER_SIZE - from;
  if (room < HEADER_SIZE) return null;
  const type = view.getUint16(from + EVENT.TYPE, true);
  const known = STORED_EVENTS[type]?.params.length;
  if (known === undefined) return { from, length: 0, count: -1 };
  const length = view.getUint32(from + EVENT.LENGTH, true) - (OVERCOUNTED.has(type) ? OVERCOUNT : 0);
  const count = length > room ? -1 : countParams(view, from, { length, known });
  return count < 0 ? null : { from, length, count };
}

/** Whether a whole version-1 block holds an event of a known type whose lengths add up. */
export function isSoundOldEvent(frame: Frame): boolean {
  return (findOldEvent(frame)?.count ?? -1) >= 0;
}

/**
 * Writes the version-2 form of a whole version-1 block at `at` of `into` and returns the offset after it, or
 * UPGRADE.UNKNOWN_TYPE (readers skip such events) or UPGRADE.DAMAGED (its lengths do not add up).
 */
export function upgradeEvent(old: EventBlock, into: Slab, at: number): number {
  const event = findOldEvent(old);
  if (event === null) return UPGRADE.DAMAGED;
  const { from, length, count } = event;
  if (count < 0) return UPGRADE.UNKNOWN_TYPE;
  const isFlagged = hasFlags(blockType(old.view.getUint32(old.blockStart, true)));
  const to = at + eventOffset(isFlagged);
  old.bytes.copy(into.bytes, at, old.blockStart, from + HEADER_SIZE);
  old.bytes.copy(into.bytes, to + HEADER_SIZE + COUNT_SIZE, from + HEADER_SIZE, from + length);
  into.view.setUint32(to + EVENT.LENGTH, length + COUNT_SIZE, true);
  into.view.setUint32(to + HEADER_SIZE, count, true);
  return closeBlock(into, isFlagged ? BLOCK.EVENT_FLAGS_V2 : BLOCK.EVENT_V2, at, to + length + COUNT_SIZE);
}
