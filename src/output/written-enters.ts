// HOT: once per event that is written. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { readInt64 } from '../bytes/int64.js';
import { eventStart } from '../scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../schema/block.js';
import { EF, isExitType } from '../schema/event.js';
import { EVENT } from '../schema/event-layout.js';
import { STORED_EVENTS } from '../schema/events.js';
import { HAS_EXIT } from '../state/binding.js';
import { MAX_THREADS } from '../state/thread-table.js';

/** What an event means for the enter event that waits in the file for its exit. */
const STEP = { NOTHING: 0, OPENS: 1, ENDS: 2 } as const;

const STEPS: Uint8Array = Uint8Array.from(STORED_EVENTS, ({ id, flags }) => {
  if ((flags & EF.UNUSED) !== 0) return STEP.NOTHING;
  if (isExitType(id) || (flags & EF.ENDS_THREAD) !== 0) return STEP.ENDS;
  return HAS_EXIT[id] === 1 ? STEP.OPENS : STEP.NOTHING;
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
const TIDS = 1 << 22;
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

  /** Starts over for another section. */
  clear(): void {
    this.types = new Uint16Array(TIDS);
    this.strange.clear();
  }

  /** Notes the events of a batch from an offset on; returns the offset of the first one that lacks its enter event, or the end. */
  advance({ view, end }: Batch, from: number): number {
    for (let at = from; at < end; at += view.getUint32(at + BLOCK_LENGTH_AT, true)) if (this.note(view, at)) return at;
    return end;
  }

  /** Notes the event block at `at`, which is written next. Returns whether it is an exit event that lacks its enter event. */
  note(view: DataView, at: number): boolean {
    const event = eventStart(view, at);
    const type = view.getUint16(event + EVENT.TYPE, true);
    const step = STEPS[type];
    if (step === undefined || step === STEP.NOTHING) return false;
    const tid = readInt64(view, event + EVENT.TID);
    const opened = this.replace(tid, step === STEP.OPENS ? type + 1 : NONE);
    // type + 1 of the enter event is the type of its exit event
    return opened !== type && view.getUint32(event + EVENT.NPARAMS, true) < (COMPLETE_COUNTS[type] as number);
  }

  /** Sets the exit type for which a thread waits; returns the one before. */
  private replace(tid: number, exitType: number): number {
    if (tid < 0 || tid >= TIDS) return this.replaceStrange(tid, exitType);
    const before = this.types[tid] as number;
    // a page is not provided for an exit event alone
    if (before !== exitType) this.types[tid] = exitType;
    return before;
  }

  private replaceStrange(tid: number, exitType: number): number {
    const { strange } = this;
    const before = strange.get(tid) ?? NONE;
    if (exitType === NONE) strange.delete(tid);
    // without room, the exit event gets an enter event that says nothing
    else if (strange.has(tid) || strange.size < MAX_THREADS) strange.set(tid, exitType);
    return before;
  }
}
