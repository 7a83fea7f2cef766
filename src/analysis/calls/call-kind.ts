// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { EC, isExitType } from '../../schema/event.js';
import { EVENTS } from '../../schema/events.js';
import { HAS_EXIT } from '../../state/binding.js';

/** What a row is about: a call that ended, a call that the capture does not show the end of, or an event that is no call. */
export const ROW_KINDS = ['call', 'event', 'unfinished'] as const;

/** What events are for rows: the beginning of a call, its end, or an event on its own. */
export const STEP = { BEGINS: 0, ENDS: 1, ALONE: 2 } as const;

/** STEP by event type. */
export const STEPS: Uint8Array = Uint8Array.from(EVENTS, ({ id, category }) => {
  if (HAS_EXIT[id] === 1) return STEP.BEGINS;
  return isExitType(id) && (category & EC.SYSCALL) !== 0 ? STEP.ENDS : STEP.ALONE;
});
