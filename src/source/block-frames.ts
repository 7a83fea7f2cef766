/** Checks the frames of blocks in a window: type and both lengths. */
import { Cursor } from '../bytes/cursor.js';
import { ScapError } from '../errors.js';
import { holdsEvent, isPossibleSize, soundBlockSize } from '../scap/sound-block.js';
import { BLOCK_HEADER_SIZE, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import type { Window } from './window.js';

/** Error for the current block: the one at the start of the window. */
export function damagedAt(window: Window, what: string): ScapError {
  const { offset } = window;
  return new ScapError('DAMAGED', `damaged at byte ${offset}: ${what}`, offset);
}

/** Total length of the current block. Throws ScapError if its type does not allow it. */
export function frameSize(window: Window): number {
  const raw = window.type();
  const size = window.batch.view.getUint32(window.start + BLOCK_LENGTH_AT, true);
  if (isPossibleSize(raw, size)) return size;
  throw damagedAt(window, `a block of type 0x${raw.toString(16)} cannot have ${size} bytes`);
}

/** Reads the header of the current block. Throws ScapError if the content ends before. */
export async function needFrame(window: Window): Promise<void> {
  if (await window.need(BLOCK_HEADER_SIZE)) return;
  throw damagedAt(window, `cut: ${window.end - window.start} bytes left, not even the header of a block`);
}

/** Reads the whole current block; returns its total length. Throws ScapError if that is impossible. */
export async function needBlock(window: Window): Promise<number> {
  await needFrame(window);
  const size = frameSize(window);
  if (await window.need(size)) return size;
  throw damagedAt(window, `cut: a block of ${size} bytes was expected, ${window.end - window.start} are left`);
}

/** Throws ScapError if the two lengths of the current block, which must be whole, differ. */
export function checkTrailer(window: Window, size: number): void {
  const trailer = window.batch.view.getUint32(window.start + size - BLOCK_TRAILER_SIZE, true);
  if (trailer !== size) throw damagedAt(window, `a block begins with length ${size} and ends with ${trailer}`);
}

/** Whether the current block of `size` bytes holds an event and is followed by another block or the end of the content. */
export async function isFollowedByBlock(window: Window, size: number): Promise<boolean> {
  if (!holdsEvent(window.batch.view, window.start, size)) return false;
  if (!(await window.need(size + 1))) return true;
  await window.need(size + BLOCK_HEADER_SIZE);
  const next = window.start + size;
  if (window.end - next < BLOCK_HEADER_SIZE) return false;
  const claim = window.batch.view.getUint32(next + BLOCK_LENGTH_AT, true);
  if (!isPossibleSize(window.batch.view.getUint32(next, true), claim)) return false;
  if (!(await window.need(size + claim))) return false;
  const { view } = window.batch;
  const from = window.start + size;
  return holdsEvent(view, from, claim) || soundBlockSize(view, from, window.end) > 0;
}

/** The payload of the current block, which must be whole. */
export function payload(window: Window, size: number): Cursor {
  const { bytes, start, origin } = window;
  return new Cursor(bytes, { start: start + BLOCK_HEADER_SIZE, end: start + size - BLOCK_TRAILER_SIZE, origin });
}
