// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { difference64, readInt64 } from '../bytes/int64.js';
import { EC, EF } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { INITIAL_EVENTS, THREAD_RULE, THREAD_RULES } from './binding.js';
import type { SystemState } from './system-state.js';

/** Block type of a plain event, and where its event's members are from the block's start (FORMAT §9). */
const EVENT_V2 = 0x216;
const AT = { LENGTH: 4, TS: 10, TID: 18, TYPE: 30 } as const;

/**
 * Event types that may be passed over when a filter refuses all of `mask`'s zeros: they change no state of their own, and
 * no event that can pass needs them, except for what passOver keeps up. One byte a type, 1: may be passed over.
 */
export function passableTypes(mask: Uint8Array): Uint8Array {
  return Uint8Array.from(EVENTS, (row) => {
    const isNeeded = mask[row.id] === 1 || (row.id % 2 === 0 && mask[row.id + 1] === 1);
    const isPlain = (row.flags & EF.MODIFIES_STATE) === 0 && (row.category & EC.METAEVENT) === 0;
    const isBound = THREAD_RULES[row.id] === THREAD_RULE.KNOWN_OR_FAKE && INITIAL_EVENTS[row.id] === 0;
    return !isNeeded && isPlain && isBound ? 1 : 0;
  });
}

/** Goes past events that a filter is sure to refuse, as `begin` and `reject` would, at a fraction of their cost. */
export class PassOver {
  private readonly state: SystemState;
  private readonly passable: Uint8Array;

  constructor(state: SystemState, passable: Uint8Array) {
    this.state = state;
    this.passable = passable;
  }

  /** Offset of the first event from `start` on that must be looked at, or the end of the batch. */
  advance(batch: Batch, start: number): number {
    const { view, end } = batch;
    const { state, passable } = this;
    const table = state.table;
    let at = start;
    if (!state.settle()) return at;
    while (at < end && view.getUint32(at, true) === EVENT_V2) {
      const type = view.getUint16(at + AT.TYPE, true);
      if (passable[type] !== 1) break;
      const thread = table.find(readInt64(view, at + AT.TID));
      if (thread === null) break;
      const tsLo = view.getUint32(at + AT.TS, true);
      const tsHi = view.getUint32(at + AT.TS + 4, true);
      if ((type & 1) === 0) {
        thread.latency = 0;
        thread.enterTsHi = tsHi;
        thread.enterTsLo = tsLo;
      } else if (thread.enterTsHi !== 0) {
        thread.latency = difference64(tsHi, tsLo, thread.enterTsHi, thread.enterTsLo);
      }
      thread.lastType = -1;
      thread.lastFd = -1;
      state.count++;
      at += view.getUint32(at + AT.LENGTH, true);
    }
    return at;
  }
}
