import { isConnection, isListening } from '../fields/socket-end.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';
import { Thread } from '../state/thread.js';
import { type NumberedFd, StateEvt } from './state-evt.js';

/** Whether a thread, or a descriptor of one, is listed. */
type Test = (evt: Evt) => boolean;

/** What a listing visits. */
export interface Visit {
  readonly passes: Test;
  /** Whether `passes` asks about descriptors. */
  readonly asksFds: boolean;
  /** Takes what passed: `thread` and `fd` of the event. */
  readonly take: (evt: Evt) => void;
}

/** Visits everything of one kind, in numeric order. */
export type EachThing = (state: SystemState, visit: Visit) => void;

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

/** Processes with a thread that passes, or a descriptor if `asksFds`. */
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

/** Open descriptors that pass, once for all threads that share them. */
export const eachFd: EachThing = (state, { passes, take }) => {
  const asked = new StateEvt(state);
  for (const thread of threadsOf(state))
    for (const fd of fdsOf(thread)) if (asked.ofFd(thread, fd, passes)) asked.ofFd(thread, fd, take);
};

/** Open IP sockets with an address; one that a process has under several numbers comes once. */
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

/** Containers, each with a thread that stands for those in it. */
export const eachContainer: EachThing = (state, { passes, take }) => {
  const asked = new StateEvt(state);
  const containers = [...state.containers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of containers) {
    const inside = new Thread(-1);
    inside.container = { id, engine: null, isNamed: false };
    if (asked.ofThread(inside, passes)) asked.ofThread(inside, take);
  }
};
