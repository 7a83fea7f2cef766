/** Constants shared by the prefilter (native/prefilter) and the code that configures it. */

/** Action of the prefilter on an event. */
export const ACTION = {
  /** Skip it; it leaves per-thread effects (last event, enter time). */
  MARKS: 0,
  /** Skip it; it has no effect on its thread. */
  LEAVES: 1,
  /** Stop: its type alone does not decide. */
  ENDS: 2,
  /** Stop if the bytes that are sought are in it, else skip it; it leaves per-thread effects. */
  SOUGHT: 3,
  /** Make a row of it, if its subject passes; it leaves per-thread effects. */
  ROW: 4,
  /** Make a row of it, if its subject passes; it has no effect on its thread. */
  LEAVING_ROW: 5,
} as const;

/**
 * What a filter rejects of a thread: nothing known yet, all events that use one of its open descriptors, or everything. ACCEPTED:
 * nothing is rejected, and only the bytes of the events are needed, so the prefilter keeps them. SOUGHT: all events of some types
 * without the bytes that are sought.
 */
export const VERDICT = { OPEN: 0, FDS_REJECTED: 1, REJECTED: 2, ACCEPTED: 3, SOUGHT: 4 } as const;

/** Most bytes that are sought in events; a power of two. */
export const MOST_SOUGHT = 64;

/**
 * Which generic events of a system call a filter rejects, whatever their thread: none, those without an annex, so without a
 * descriptor, or all.
 */
export const REJECTED_CALLS = { NONE: 0, WITHOUT_ANNEX: 1, ALL: 2 } as const;

/** Size of the thread cache, indexed by the low bits of the tid; a power of two. */
export const SLOTS = 256;

/** Size of the tables that count changes of threads and of descriptors, by the low bits of their numbers; a power of two. */
export const NEAR = 1024;

/** What is done with events of a subject: the caller handles them, they only leave per-thread effects, or they become rows. */
export const SUBJECT = { ENDS: 0, MARKS: 1, PASSES: 2 } as const;

/** Most subjects at a time: two to the power of SUBJECT_BITS. */
export const SUBJECT_BITS = 12;
export const SUBJECTS = 1 << SUBJECT_BITS;

/** Most rows at a time. */
export const ROWS = 4096;

/** Columns in which rows are packed; of the first ones, the steps from row to row. */
export const PACKED = { OFFSETS: 0, TIMES: 1, SUBJECTS: 2, RESULTS: 3, LATENCIES: 4 } as const;
export const PACKED_STEP_COLUMNS = 2;

/** Stand in packed rows for no number, and for one that does not fit into 32 bits. */
export const PACKED_VALUE = { NONE: -0x80000000, WIDE: -0x7fffffff } as const;

/** Rows in a chunk of packed ones; a power of two. */
export const PACKED_BITS = 16;
export const PACKED_ROWS = 1 << PACKED_BITS;

/** Every so many packed rows, a value is kept whole: a power of two. */
export const PACKED_BASE_BITS = 6;
export const PACKED_BASE_ROWS = 1 << PACKED_BASE_BITS;
