/** The frames of blocks in a window: their lengths checked before anything is believed. */
import { Cursor } from '../bytes/cursor.js';
import { ScapError } from '../errors.js';
import { holdsEvent, isPossibleSize, soundBlockSize } from '../scap/sound-block.js';
import { BLOCK_HEADER_SIZE, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import type { Window } from './window.js';

/** Error for the block at hand. */
export function damagedAt(window: Window, what: string): ScapError {
  const { offset } = window;
  return new ScapError('DAMAGED', `damaged at byte ${offset}: ${what}`, offset);
}

/** Total length of the block at hand. Throws ScapError where its type does not allow it. */
export function frameSize(window: Window): number {
  const raw = window.type();
  const size = window.batch.view.getUint32(window.start + BLOCK_LENGTH_AT, true);
  if (isPossibleSize(raw, size)) return size;
  throw damagedAt(window, `a block of type 0x${raw.toString(16)} cannot have ${size} bytes`);
}

/** Has the header of the block at hand read. Throws ScapError where the content ends before. */
export async function needFrame(window: Window): Promise<void> {
  if (await window.need(BLOCK_HEADER_SIZE)) return;
  throw damagedAt(window, `cut: ${window.end - window.start} bytes left, not even the header of a block`);
}

/** Has the whole block at hand read; returns its total length. Throws ScapError where that cannot be. */
export async function needBlock(window: Window): Promise<number> {
  await needFrame(window);
  const size = frameSize(window);
  if (await window.need(size)) return size;
  throw damagedAt(window, `cut: a block of ${size} bytes was expected, ${window.end - window.start} are left`);
}

/** Throws ScapError where the second length of the whole block at hand is not the first. */
export function checkTrailer(window: Window, size: number): void {
  const trailer = window.batch.view.getUint32(window.start + size - BLOCK_TRAILER_SIZE, true);
  if (trailer !== size) throw damagedAt(window, `a block begins with length ${size} and ends with ${trailer}`);
}

/** Whether the block of `size` bytes at hand holds an event, and after it comes another block or the end of the content. */
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

/** What is in the whole block at hand. */
export function payload(window: Window, size: number): Cursor {
  const { bytes, start, origin } = window;
  return new Cursor(bytes, { start: start + BLOCK_HEADER_SIZE, end: start + size - BLOCK_TRAILER_SIZE, origin });
}
