import { isConnection, isListening } from '../fields/socket-end.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';
import { Thread } from '../state/thread.js';
import { type NumberedFd, StateEvt } from './state-evt.js';

/** Whether a thread, or a descriptor of one, is asked for. */
type Test = (evt: Evt) => boolean;

/** What a listing visits, and what it asks first. */
export interface Visit {
  readonly passes: Test;
  /** Whether what is asked is asked of descriptors, too. */
  readonly asksFds: boolean;
  /** Looks at what passed: `thread` and `fd` of the event are what it is about. */
  readonly take: (evt: Evt) => void;
}

/** Goes through things of one kind, in the order of their numbers. */
export type EachThing = (state: SystemState, visit: Visit) => void;

/** Threads that are known to be there, by their ids. */
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

/** Processes of which a thread passes, or a descriptor where that is asked for. */
export const eachProcess: EachThing = (state, { passes, asksFds, take }) => {
  const asked = new StateEvt(state);
  const hasFd = (thread: Thread): boolean => fdsOf(thread).some((fd) => asked.ofFd(thread, fd, passes));
  const isWanted = asksFds ? hasFd : (thread: Thread): boolean => asked.ofThread(thread, passes);
  for (const thread of threadsOf(state)) {
    const threads = thread.group?.threads ?? [];
    // the main thread, or the first that is known
    if (threads[0] === thread && threads.some(isWanted)) asked.ofThread(thread, take);
  }
};

/** Open descriptors that pass. Threads that share those of their process are not asked for them again. */
export const eachFd: EachThing = (state, { passes, take }) => {
  const asked = new StateEvt(state);
  for (const thread of threadsOf(state))
    for (const fd of fdsOf(thread)) if (asked.ofFd(thread, fd, passes)) asked.ofFd(thread, fd, take);
};

/** Open IP sockets that have an address; one that a process has under several numbers, once. */
export const eachSocket: EachThing = (state, { take, ...visit }) => {
  const seen = new Set<string>();
  eachFd(state, {
    ...visit,
    take: (evt) => {
      const { thread, fd } = evt;
      if (fd === null || !(isConnection(fd) || isListening(fd))) return;
      const key = `${thread?.pid} ${fd.l4proto} ${fd.name}`;
      if (!seen.has(key)) take(evt);
      seen.add(key);
    },
  });
};

/** Containers: each has a thread that stands for those in it. */
export const eachContainer: EachThing = (state, { passes, take }) => {
  const asked = new StateEvt(state);
  const containers = [...state.containers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of containers) {
    const inside = new Thread(-1);
    inside.container = { id, engine: null, isNamed: false };
    if (asked.ofThread(inside, passes)) asked.ofThread(inside, take);
  }
};
