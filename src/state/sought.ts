/** Bytes without which a filter rejects events of some types. */
export interface Sought {
  /** Two at least, and MOST_SOUGHT at most. */
  readonly bytes: Uint8Array;
  /** One byte by event type: 1 if this is so for events of the type. */
  readonly types: Uint8Array;
  /** Only if this (a byte string) is in no name of the thread's descriptors, without what cannot be printed. */
  readonly text: string;
  readonly orInFdName: boolean;
}
