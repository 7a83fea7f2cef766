/** Finds where reading a damaged capture can continue. */
import { ALIASES } from '../scap/block.js';
import { blockTime, soundBlockSize } from '../scap/sound-block.js';
import { BLOCK, MIN_BLOCK_SIZE } from '../schema/block.js';
import { CutInputError } from './byte-input.js';
import type { Window } from './window.js';

/** Sound blocks in a row that are certainly blocks; at the end of the content, fewer are enough. */
const CHAIN = 4;
/** Bytes that a chain must fit into; four of the largest common events do. */
const LOOKAHEAD = 288 << 10;
/** How much earlier or later than the last event before the damage the next one may be. */
const MAX_BACK_NS = 60e9;
const MAX_AHEAD_NS = 366 * 86400e9;

/** 1 for the second bytes of block types: one comparison rules out nearly all offsets. */
const SECOND_BYTES = new Uint8Array(256);
for (const type of Object.values(BLOCK)) SECOND_BYTES[(type >> 8) & 0xff] = 1;
for (const type of ALIASES.keys()) SECOND_BYTES[(type >> 8) & 0xff] = 1;

/** The part of the content that is searched. */
interface Scope {
  readonly view: DataView;
  readonly end: number;
  /** Whether the content ends at `end`. */
  readonly isLast: boolean;
}

function isNear(time: number, near: number): boolean {
  return Number.isNaN(time) || Number.isNaN(near) || (time >= near - MAX_BACK_NS && time <= near + MAX_AHEAD_NS);
}

/** Whether blocks begin at `from`: a section header, or a chain of sound blocks with times near `near`. */
function isBoundary({ view, end, isLast }: Scope, from: number, near: number): boolean {
  let at = from;
  let known = near;
  for (let count = 0; count < CHAIN; count++) {
    if (isLast && at === end) return count > 0;
    const size = soundBlockSize(view, at, end);
    if (size === 0) return false;
    if (view.getUint32(at, true) === BLOCK.SECTION) return true;
    const time = blockTime(view, at);
    if (!isNear(time, known)) return false;
    if (Number.isNaN(known)) known = time;
    at += size;
  }
  return true;
}

/** Reads LOOKAHEAD bytes ahead; false if the content ends before. */
async function hasLookahead(window: Window): Promise<boolean> {
  try {
    return await window.need(LOOKAHEAD);
  } catch (error) {
    if (error instanceof CutInputError) return false;
    throw error;
  }
}

/**
 * Moves the window to the first offset, from its start on, at which blocks certainly begin, or to the end of the content.
 * `near` is the time of the last event before in ns; NaN for none. Returns whether such an offset was found.
 */
export async function findBoundary(window: Window, near: number): Promise<boolean> {
  for (;;) {
    const isWhole = await hasLookahead(window);
    const scope = { view: window.batch.view, end: window.end, isLast: !isWhole };
    const limit = (isWhole ? window.end - LOOKAHEAD : window.end - MIN_BLOCK_SIZE) + 1;
    const { bytes } = window;
    while (window.start < limit) {
      if (SECOND_BYTES[bytes[window.start + 1] as number] === 1 && isBoundary(scope, window.start, near)) {
        window.align();
        return true;
      }
      window.start++;
    }
    if (isWhole) continue;
    window.start = window.end;
    return false;
  }
}
