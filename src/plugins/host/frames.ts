/** What the program and plugin-host say to each other: native/plugins/frames.h has the same numbers. */

/** Frames to the host. */
export const COMMAND = { INIT: 1, SLOTS: 2, OPEN: 3, NEXT: 4, EVENTS: 5 } as const;

/** Frames from the host. */
export const ANSWER = { DESCRIPTION: 1, READY: 2, FAILED: 3, OPENED: 4, BATCH: 5, VALUES: 6, LOG: 7 } as const;

/** Why a batch ends: there are more, there are none, or there was an error. */
export const STATUS = { MORE: 0, END: 1, FAILED: 2 } as const;

/** Number of a kind of frame, and size of what follows. */
export const FRAME_HEAD = 8;
/** Status, number of events, bytes of their blocks, bytes of their values, number of the batch. */
export const BATCH_HEAD = 20;
/** Stands for the number of values of a field that has none, and for the length of a text that is none. */
export const NONE = 0xffffffff;
