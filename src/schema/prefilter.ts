/** What the prefilter (native/prefilter) and those who tell it what to pass agree on. */

/** What is done about an event that nobody need look at. */
export const ACTION = {
  /** It leaves its mark on its thread. */
  MARKS: 0,
  /** Nothing: nothing is bound to it. */
  LEAVES: 1,
  /** It may not be passed on its type alone. */
  ENDS: 2,
} as const;

/**
 * What a filter rejects of a thread: nothing that is known, all that uses one of its descriptors, everything; or nothing at all, where who
 * gets the events wants no more of them than their bytes: those are kept.
 */
export const VERDICT = { OPEN: 0, FDS_REJECTED: 1, REJECTED: 2, ACCEPTED: 3 } as const;

/** Threads that are kept at hand, by the low bits of their tid; a power of two. */
export const SLOTS = 256;
