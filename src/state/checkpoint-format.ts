import { FD_TYPES } from '../schema/fd-types.js';
import type { MemberRules, Members } from './members.js';

/**
 * What the annexes of a checkpoint hold (docs/reference/CHECKPOINT.md), as JSON whose text is a byte string: what state knows and neither
 * the header nor the hidden events of a capture can say. Each annex stands alone.
 */
export interface Piece {
  readonly capture?: CaptureExtra;
  readonly threads: readonly ThreadExtra[];
}

/** What is true of the whole capture so far. */
export interface CaptureExtra {
  /** Events that were numbered. */
  readonly count: number;
  /** Time of the first event, halves of ns since the epoch. */
  readonly firstTs: readonly [hi: number, lo: number];
  /** Processes that orphans are handed to. */
  readonly reapers: readonly number[];
}

/** What is to be set on a thread. */
export interface ThreadExtra {
  readonly tid: number;
  /** How it is there: announced by something or not, ended and waiting for others of its process, or not at all. */
  readonly kind: 'known' | 'fake' | 'dead' | 'gone';
  readonly is: Members;
  /** Lists of texts, as they are in events. */
  readonly lists: Readonly<Record<string, string>>;
  readonly fds: Readonly<Record<number, FdExtra>>;
}

/** What is to be set on a descriptor; null where there is none of the number. */
export type FdExtra = {
  readonly is: Members;
  /** Addresses as hexadecimal digits; '' for none. */
  readonly source?: string;
  readonly destination?: string;
} | null;

/** Members of threads that are lists of texts. */
export const LISTS = ['args', 'env', 'cgroups'] as const;

/** Plain members of threads. What is left out is no state, is what an event leaves for the next one only, or is kept otherwise. */
export const THREAD_MEMBERS: MemberRules = {
  except: new Set('tid isDead isFake isOfCommand line lastType lastFd latency'.split(' ')),
  words: { containerRole: new Set(['none', 'init', 'healthcheck', 'liveness', 'readiness']) },
};

/** Plain members of descriptors. */
export const FD_MEMBERS: MemberRules = {
  except: new Set(['isNameChanged', 'rejectedAt', 'heldBytes']),
  words: { type: new Set(Object.keys(FD_TYPES)), role: new Set(['none', 'client', 'server']) },
};
