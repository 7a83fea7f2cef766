/** What the prefilter (native/prefilter) and those who tell it what to pass agree on. */

/** What the prefilter does with an event. */
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

/** Slots of the cache of threads, indexed by the low bits of the tid; a power of two. */
export const SLOTS = 256;
