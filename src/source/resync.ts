/** Finds where a damaged capture can be read on. */
import { ALIASES } from '../scap/block.js';
import { blockTime, soundBlockSize } from '../scap/sound-block.js';
import { BLOCK, MIN_BLOCK_SIZE } from '../schema/block.js';
import { CutInputError } from './byte-input.js';
import type { Window } from './window.js';

/** Sound blocks in a row that no other bytes can be taken for; at the end of the content fewer are left. */
const CHAIN = 4;
/** Bytes in which a chain must fit; four of the largest common events do. */
const LOOKAHEAD = 288 << 10;
/** Events after damage are not much older than the last one before it, and not from another age. */
const MAX_BACK_NS = 60e9;
const MAX_AHEAD_NS = 366 * 86400e9;

/** Second bytes of the block types: a look at one byte rules out nearly everything. */
const SECOND_BYTES = new Uint8Array(256);
for (const type of Object.values(BLOCK)) SECOND_BYTES[(type >> 8) & 0xff] = 1;
for (const type of ALIASES.keys()) SECOND_BYTES[(type >> 8) & 0xff] = 1;

/** A part of the content in which to look. */
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

/** Whether LOOKAHEAD bytes are in memory; where not, the content ends with what is there. */
async function hasLookahead(window: Window): Promise<boolean> {
  try {
    return await window.need(LOOKAHEAD);
  } catch (error) {
    if (error instanceof CutInputError) return false;
    throw error;
  }
}

/**
 * Moves the window on to the first place, at its start or later, where blocks begin with certainty; to the end of the
 * content where there is none. `near` is the time of the last event before in ns, NaN where there was none.
 * Returns whether a place was found.
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
