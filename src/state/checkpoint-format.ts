import { FD_TYPES } from '../schema/fd-types.js';
import type { MemberRules, Members } from './members.js';

/**
 * Content of a checkpoint annex (docs/reference/CHECKPOINT.md), JSON whose text is a byte string: state that neither the header nor
 * the hidden events of a capture can express. Each annex stands alone.
 */
export interface Piece {
  readonly capture?: CaptureExtra;
  readonly threads: readonly ThreadExtra[];
}

/** State of the whole capture so far. */
export interface CaptureExtra {
  /** Number of events numbered so far. */
  readonly count: number;
  /** Time of the first event, halves of ns since the epoch. */
  readonly firstTs: readonly [hi: number, lo: number];
  /** Pids of the processes that adopt orphans. */
  readonly reapers: readonly number[];
}

/** What to set on a thread. */
export interface ThreadExtra {
  readonly tid: number;
  /**
   * Kind of thread: announced by an event or the header (known), not announced (fake), exited and waiting for its group (dead), or
   * absent (gone).
   */
  readonly kind: 'known' | 'fake' | 'dead' | 'gone';
  readonly is: Members;
  /** NUL-separated lists, as in events. */
  readonly lists: Readonly<Record<string, string>>;
  readonly fds: Readonly<Record<number, FdExtra>>;
}

/** What to set on a descriptor; null if the number is not open. */
export type FdExtra = {
  readonly is: Members;
  /** Addresses as hexadecimal digits; '' for none. */
  readonly source?: string;
  readonly destination?: string;
} | null;

/** Members of threads that are text lists. */
export const LISTS = ['args', 'env', 'cgroups'] as const;

/** Plain members of threads. Those left out are not state, last only until the next event, or are stored elsewhere. */
export const THREAD_MEMBERS: MemberRules = {
  except: new Set('tid isDead isFake isOfCommand line lastType lastFd isInCall'.split(' ')),
  words: { containerRole: new Set(['none', 'init', 'healthcheck', 'liveness', 'readiness']) },
};

/** Plain members of descriptors. */
export const FD_MEMBERS: MemberRules = {
  except: new Set(['description', 'isNameChanged', 'rejectedAt', 'heldBytes']),
  words: { type: new Set(Object.keys(FD_TYPES)), role: new Set(['none', 'client', 'server']) },
};
