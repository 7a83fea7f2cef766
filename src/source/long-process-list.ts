/** Process lists that are too long to be held in memory as a whole. */
import { Cursor } from '../bytes/cursor.js';
import type { ThreadRecord } from '../scap/header.js';
import { decodeThreads } from '../scap/proclist.js';
import { MAX_RECORDS } from '../scap/record-list.js';
import { BLOCK_HEADER_SIZE, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { damagedAt, frameSize } from './block-frames.js';
import type { Window } from './window.js';

/**
 * Lists of this length or more are read in pieces. This much of a list is read before its first entry is decoded, so that a
 * false length in a smaller capture is noticed first.
 */
const LONG_LIST = 8 << 20;
const PIECE = 1 << 20;
/** More than any entry has: the length of texts is limited. */
const MAX_ENTRY = 64 << 10;

/** Reads `size` more bytes of the block of `total` bytes. Throws ScapError if the content ends before. */
async function needPart(window: Window, size: number, total: number): Promise<void> {
  if (await window.need(size)) return;
  throw damagedAt(window, `cut: a block of ${total} bytes was expected, ${window.end - window.start} of it are left`);
}

/** Skips the rest of a block after its last entry, and its second length. Throws ScapError if the lengths differ. */
async function passRest(window: Window, left: number, total: number): Promise<void> {
  for (let rest = left; rest > 0; ) {
    const step = Math.min(rest, PIECE);
    await needPart(window, step, total);
    window.start += step;
    rest -= step;
  }
  await needPart(window, BLOCK_TRAILER_SIZE, total);
  const trailer = window.batch.view.getUint32(window.start, true);
  if (trailer !== total) throw damagedAt(window, `a block begins with length ${total} and ends with ${trailer}`);
  window.start += BLOCK_TRAILER_SIZE;
  window.align();
}

/** Whether the current block is too long to be held in memory as a whole. Throws ScapError for an impossible length. */
export async function isLongList(window: Window): Promise<boolean> {
  return frameSize(window) > LONG_LIST && (await window.need(LONG_LIST));
}

/**
 * Reads the process list in the current block, as far as `takes` accepts threads. Throws ScapError if it is damaged; the
 * window is then shortly before the damage.
 */
export async function readLongProcessList(
  window: Window,
  version: number,
  takes: (record: ThreadRecord) => boolean = () => true,
): Promise<ThreadRecord[]> {
  const threads: ThreadRecord[] = [];
  const total = frameSize(window);
  let left = total - BLOCK_HEADER_SIZE - BLOCK_TRAILER_SIZE;
  window.start += BLOCK_HEADER_SIZE;
  for (;;) {
    const size = Math.min(left, PIECE);
    await needPart(window, size, total);
    const { bytes, start, origin } = window;
    const cursor = new Cursor(bytes, { start, end: start + size, origin });
    const some = decodeThreads(cursor, version, { least: size < left ? MAX_ENTRY : undefined, takes });
    if (some.length === 0 || threads.length >= MAX_RECORDS) break;
    for (const thread of some) threads.push(thread);
    left -= cursor.position - start;
    window.start = cursor.position;
  }
  await passRest(window, left, total);
  return threads;
}
