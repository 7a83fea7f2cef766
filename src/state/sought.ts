import type { Subject } from './subject.js';

/** Bytes without which a filter rejects events of some types. */
export interface Sought {
  /** Two at least, and MOST_SOUGHT at most; small letters if their case does not matter. */
  readonly bytes: Uint8Array;
  readonly isAnyCase: boolean;
  /** One byte by event type: 1 if this is so for events of the type. */
  readonly types: Uint8Array;
  /** Only if this (a byte string) is in no name of the thread's descriptors, without what cannot be printed. */
  readonly text: string;
  readonly orInFdName: boolean;
  /** And only if this rejects the event, which it judges by its thread and its descriptor; null for nothing more. */
  readonly elsewhere: ((subject: Subject) => boolean) | null;
  /** The widest SCOPE of the fields of `elsewhere`. */
  readonly threadScope: number;
}
