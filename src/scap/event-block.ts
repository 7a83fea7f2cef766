// HOT: once per event. No allocation, bigint, try, spread or iterator here.
/** Event blocks (SCAP-FORMAT.md#event-blocks; their layout: schema/event-layout.ts) read and written as bytes. */
import { BLOCK, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import {
  CPU_AT,
  EVENT,
  EVENT_AT,
  FLAGS_AT,
  FLAGS_SIZE,
  MAX_LARGE_BLOCK,
  MAX_SMALL_BLOCK,
  MIN_EVENT_BLOCK,
  STATE_ONLY,
} from '../schema/event-layout.js';
import { paddingAfter } from './block.js';

/** Memory that contains blocks. */
export interface Slab {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** One event block in a slab. */
export interface EventBlock extends Slab {
  readonly blockStart: number;
  readonly blockEnd: number;
}

/** Whether blocks of this type are version-2 events, as in a batch. */
export function isEvent(type: number): boolean {
  return (
    type === BLOCK.EVENT_V2 ||
    type === BLOCK.EVENT_FLAGS_V2 ||
    type === BLOCK.EVENT_V2_LARGE ||
    type === BLOCK.EVENT_FLAGS_V2_LARGE
  );
}

/** Most bytes of an event block of a type; 0 for other blocks. */
function maxEventBlock(type: number): number {
  if (type === BLOCK.EVENT_V2 || type === BLOCK.EVENT_FLAGS_V2) return MAX_SMALL_BLOCK;
  return isEvent(type) ? MAX_LARGE_BLOCK : 0;
}

/** Size of the version-2 event block at `at`; 0 if it is not whole before `limit` or its two lengths differ. */
export function eventBlockSize(view: DataView, at: number, limit: number): number {
  if (limit - at < MIN_EVENT_BLOCK) return 0;
  const size = view.getUint32(at + BLOCK_LENGTH_AT, true);
  if (size < MIN_EVENT_BLOCK || (size & 3) !== 0 || size > limit - at) return 0;
  if (size > maxEventBlock(view.getUint32(at, true))) return 0;
  return view.getUint32(at + size - BLOCK_TRAILER_SIZE, true) === size ? size : 0;
}

/** Whether blocks of this event type have a flags word. */
export function hasFlags(type: number): boolean {
  return type === BLOCK.EVENT_FLAGS_V2 || type === BLOCK.EVENT_FLAGS_V2_LARGE || type === BLOCK.EVENT_FLAGS_V1;
}

/** Whether blocks of this type may be larger than MAX_SMALL_BLOCK. */
export function isLarge(type: number): boolean {
  return type === BLOCK.EVENT_V2_LARGE || type === BLOCK.EVENT_FLAGS_V2_LARGE;
}

/** Offset of the event in its block. */
export function eventOffset(isFlagged: boolean): number {
  return EVENT_AT + (isFlagged ? FLAGS_SIZE : 0);
}

/** Offset of the event in the block at `at`. */
export function eventStart(view: DataView, at: number): number {
  return at + eventOffset(hasFlags(view.getUint32(at, true)));
}

/** Time of the event in the block at `at`: halves of ns since the epoch. */
export function eventTsHi(view: DataView, at: number): number {
  return eventTsAt(view, at, 4);
}

export function eventTsLo(view: DataView, at: number): number {
  return eventTsAt(view, at, 0);
}

function eventTsAt(view: DataView, at: number, half: number): number {
  return view.getUint32(eventStart(view, at) + EVENT.TS + half, true);
}

/** Whether the event in the block at `at` only updates state and is hidden. */
export function isHidden(view: DataView, at: number): boolean {
  return hasFlags(view.getUint32(at, true)) && (view.getUint32(at + FLAGS_AT, true) & STATE_ONLY) !== 0;
}

/** Type for a block of this size: the large variant if the type itself allows fewer bytes. */
function typeFor(type: number, size: number): number {
  if (size <= MAX_SMALL_BLOCK || isLarge(type)) return type;
  return hasFlags(type) ? BLOCK.EVENT_FLAGS_V2_LARGE : BLOCK.EVENT_V2_LARGE;
}

/** Writes header, padding and trailer of an event block whose content ends at `contentEnd`; returns the offset after it. */
export function closeBlock(into: Slab, type: number, start: number, contentEnd: number): number {
  const end = contentEnd + paddingAfter(contentEnd - start);
  // at most three bytes: a call of fill takes longer than the rest of this function
  for (let at = contentEnd; at < end; at++) into.bytes[at] = 0;
  const total = end + BLOCK_TRAILER_SIZE - start;
  into.view.setUint32(start, typeFor(type, total), true);
  into.view.setUint32(start + BLOCK_LENGTH_AT, total, true);
  into.view.setUint32(end, total, true);
  return end + BLOCK_TRAILER_SIZE;
}

/** Most bytes that the hidden form of an event block of `size` bytes takes. */
export function hiddenSize(size: number): number {
  return size + FLAGS_SIZE;
}

/**
 * Writes an event block at `at` of `into` as one that only updates state and is hidden, and returns the offset after it.
 * `into` must have room for hiddenSize().
 */
export function hideEvent(block: EventBlock, into: Slab, at: number): number {
  const type = block.view.getUint32(block.blockStart, true);
  const from = block.blockStart + eventOffset(hasFlags(type));
  const to = at + eventOffset(true);
  // includes the annex and the padding after it
  const length = block.blockEnd - BLOCK_TRAILER_SIZE - from;
  into.view.setUint16(at + CPU_AT, block.view.getUint16(block.blockStart + CPU_AT, true), true);
  into.view.setUint32(at + FLAGS_AT, STATE_ONLY, true);
  block.bytes.copy(into.bytes, to, from, from + length);
  return closeBlock(into, isLarge(type) ? BLOCK.EVENT_FLAGS_V2_LARGE : BLOCK.EVENT_FLAGS_V2, at, to + length);
}
