/**
 * Which threads are read for a subject: none, that of its events as far as its own calls change it, or any. With any, other state may
 * matter, too: the subject stays only as long as nothing changes.
 */
export const THREADS_READ = { NONE: 0, OWN: 1, ANY: 2 } as const;

/** What is read of subjects: events that do not differ in it have one subject, which stays until it may have changed. */
export interface SubjectReads {
  /** THREADS_READ. */
  readonly threads: number;
  /** Whether descriptors are read, and so the threads that have them. */
  readonly fds: boolean;
}

export const READS_NOTHING: SubjectReads = { threads: THREADS_READ.NONE, fds: false };
export const READS_FD: SubjectReads = { threads: THREADS_READ.OWN, fds: true };
export const READS_ALL: SubjectReads = { threads: THREADS_READ.ANY, fds: true };

/** What is read by any of some. */
export function readsOfAll(all: readonly SubjectReads[]): SubjectReads {
  return {
    threads: Math.max(THREADS_READ.NONE, ...all.map(({ threads }) => threads)),
    fds: all.some(({ fds }) => fds),
  };
}
