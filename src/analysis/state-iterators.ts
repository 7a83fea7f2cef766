import { isConnection, isListening } from '../fields/socket-end.js';
import { EVT } from '../schema/events.js';
import { NO_FD, type NumberedFd, StateSubject, type Subject } from '../state/subject.js';
import type { SystemState } from '../state/system-state.js';
import { Thread } from '../state/thread.js';

/** Whether a thread, or a descriptor of one, is listed. */
type Test = (subject: Subject) => boolean;

/** What a listing visits. */
export interface Visit {
  readonly passes: Test;
  /** Whether `passes` depends on descriptors. */
  readonly usesFds: boolean;
  /** Takes what passed: a thread, or a descriptor of one. */
  readonly take: (subject: Subject) => void;
}

/** Visits everything of one kind, in numeric order. */
export type StateIterator = (state: SystemState, visit: Visit) => void;

/** Points one subject at threads and descriptors in turn. Its event type may have a descriptor and has no other effect. */
function makeSubject(state: SystemState): (thread: Thread, fd: NumberedFd) => Subject {
  const subject = new StateSubject(state, EVT.READ_E);
  return (thread, fd) => {
    subject.setFd(thread, fd);
    return subject;
  };
}

/** Threads that exist, by their ids. */
function threadsOf({ threads }: SystemState): readonly Thread[] {
  const known = [...threads.values()].filter(({ group }) => group !== null && group.alive > 0);
  return known.sort((a, b) => a.tid - b.tid);
}

/** The descriptors in a thread's own table, by number. */
function fdsOf(thread: Thread): readonly NumberedFd[] {
  const fds: NumberedFd[] = [];
  thread.fds.forEach((info, number) => {
    fds.push({ number, info });
  });
  return fds.sort((a, b) => a.number - b.number);
}

/** Processes with a thread that passes, or a descriptor if `usesFds`. */
export const eachProcess: StateIterator = (state, { passes, usesFds, take }) => {
  const subjectOf = makeSubject(state);
  const hasFd = (thread: Thread): boolean => fdsOf(thread).some((fd) => passes(subjectOf(thread, fd)));
  const isListed = usesFds ? hasFd : (thread: Thread): boolean => passes(subjectOf(thread, NO_FD));
  for (const thread of threadsOf(state)) {
    const threads = thread.group?.threads ?? [];
    // the main thread, or the first that is known
    if (threads[0] === thread && threads.some(isListed)) take(subjectOf(thread, NO_FD));
  }
};

/** Open descriptors that pass, once for all threads that share them. */
export const eachFd: StateIterator = (state, { passes, take }) => {
  const subjectOf = makeSubject(state);
  for (const thread of threadsOf(state))
    for (const fd of fdsOf(thread)) if (passes(subjectOf(thread, fd))) take(subjectOf(thread, fd));
};

/** Open IP sockets with an address; one that a process has under several numbers comes once. */
export const eachSocket: StateIterator = (state, { take, ...visit }) => {
  const seen = new Set<string>();
  eachFd(state, {
    ...visit,
    take: (subject) => {
      const { thread, fd } = subject;
      if (fd === null || !(isConnection(fd) || isListening(fd))) return;
      const key = `${thread?.pid} ${fd.l4proto} ${fd.name}`;
      if (!seen.has(key)) take(subject);
      seen.add(key);
    },
  });
};

/** Containers, each with a thread that represents those in it. */
export const eachContainer: StateIterator = (state, { passes, take }) => {
  const subjectOf = makeSubject(state);
  const containers = [...state.containers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of containers) {
    const inside = new Thread(-1);
    inside.container = { id, engine: null, isNamed: false };
    if (passes(subjectOf(inside, NO_FD))) take(subjectOf(inside, NO_FD));
  }
};
