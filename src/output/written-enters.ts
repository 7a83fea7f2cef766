// HOT: once per event that is written. No allocation, bigint, try, spread or iterator here.
import { readInt64 } from '../bytes/int64.js';
import { eventStart } from '../scap/event-block.js';
import { BLOCK, BLOCK_LENGTH_AT } from '../schema/block.js';
import { EF, isExitType } from '../schema/event.js';
import { EVENT, EVENT_AT } from '../schema/event-layout.js';
import { STORED_EVENTS } from '../schema/events.js';
import { HAS_EXIT } from '../state/binding.js';
import { MAX_THREADS } from '../state/thread-table.js';

/** What an event means for the enter event that waits in the file for its exit. */
const NOTHING = 0;
const OPENS = 1;
const ENDS = 2;

const STEPS: Uint8Array = Uint8Array.from(STORED_EVENTS, ({ id, flags }) => {
  if ((flags & EF.UNUSED) !== 0) return NOTHING;
  if (isExitType(id) || (flags & EF.ENDS_THREAD) !== 0) return ENDS;
  return HAS_EXIT[id] === 1 ? OPENS : NOTHING;
});

const NO_COUNT_SUFFICES = 0xffff;

/**
 * Parameters by event type from which on libraries of 2026 take nothing from the enter event. The exit event of a new thread is its
 * first event and has no enter event; obsolete types are completed whatever they have.
 */
const COMPLETE_COUNTS: Uint16Array = Uint16Array.from(STORED_EVENTS, ({ id, flags, allParams }) => {
  if (!isExitType(id) || HAS_EXIT[id - 1] === 0 || (flags & EF.CREATES_THREAD) !== 0) return 0;
  return (flags & EF.OLD_VERSION) === 0 ? allParams.length : NO_COUNT_SUFFICES;
});

/** Linux has no tid of this size or above (PID_MAX_LIMIT). */
const TIDS = 0x400000;
/** In place of a type: no enter event waits for its exit. */
const NONE = 0;

/**
 * The enter event of each thread that waits in a written capture for its exit. Libraries of 2026 stop at an exit event if the last
 * enter event of its thread in the file belongs to another call, and invent values if there is none.
 */
export class WrittenEnters {
  /** Type of the enter event by tid, plus one. The system provides a page of it when a tid there is first written. */
  private types = new Uint16Array(TIDS);
  /** The same for tids that no Linux has. */
  private readonly strange = new Map<number, number>();
  private isEmpty = true;

  /** Starts over for another section. */
  clear(): void {
    // V8 collects garbage early if much memory is allocated
    if (this.isEmpty) return;
    this.isEmpty = true;
    this.types = new Uint16Array(TIDS);
    this.strange.clear();
  }

  /**
   * Notes the event blocks between two offsets, which are written next; returns the offset of the first exit event that lacks its
   * enter event, or `end`.
   */
  advance(view: DataView, from: number, end: number): number {
    // constants of this function: V8 reads those of the module again for each event
    this.isEmpty = false;
    const { types } = this;
    const steps = STEPS;
    const completeCounts = COMPLETE_COUNTS;
    const { EVENT_V2 } = BLOCK;
    const eventAt = EVENT_AT;
    const { TYPE, TID, NPARAMS } = EVENT;
    for (let at = from; at < end; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) {
      const event = view.getUint32(at, true) === EVENT_V2 ? at + eventAt : eventStart(view, at);
      const type = view.getUint16(event + TYPE, true);
      const step = steps[type];
      if (step === undefined || step === NOTHING) continue;
      const exitType = step === OPENS ? type + 1 : NONE;
      const tid = view.getUint32(event + TID, true);
      let before: number;
      if (tid < TIDS && view.getUint32(event + TID + 4, true) === 0) {
        before = types[tid] as number;
        // a page is not provided for an exit event alone
        if (before !== exitType) types[tid] = exitType;
      } else before = this.replaceStrange(view, event, exitType);
      // type + 1 of the enter event is the type of its exit event
      if (before !== type && view.getUint32(event + NPARAMS, true) < (completeCounts[type] as number)) return at;
    }
    return end;
  }

  /** Notes the event block at `at`, which is written next. Returns whether it is an exit event that lacks its enter event. */
  note(view: DataView, at: number): boolean {
    return this.advance(view, at, at + 1) === at;
  }

  /** Sets the exit type for which the thread of an event waits; returns the one before. */
  private replaceStrange(view: DataView, event: number, exitType: number): number {
    const { strange } = this;
    const tid = readInt64(view, event + EVENT.TID);
    const before = strange.get(tid) ?? NONE;
    if (exitType === NONE) strange.delete(tid);
    // without room, the exit event gets an enter event that says nothing
    else if (strange.has(tid) || strange.size < MAX_THREADS) strange.set(tid, exitType);
    return before;
  }
}
