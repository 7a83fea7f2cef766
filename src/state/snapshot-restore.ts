import { Batch } from '../bytes/batch.js';
import { EventView } from '../decode/event-view.js';
import { TextList } from '../decode/text-list.js';
import { type CaptureHeader, emptyHeader } from '../scap/header.js';
import { EnterWords } from './converter.js';
import { FdInfo } from './fd-info.js';
import {
  COUNTERS,
  type EndedSnapshot,
  type GroupSnapshot,
  SNAPSHOT_LISTS,
  SNAPSHOT_MEMBERS,
  type StateSnapshot,
  type ThreadSnapshot,
} from './state-snapshot.js';
import type { SystemState } from './system-state.js';
import { Thread } from './thread.js';

/** What a capture that begins at a snapshot says of its machine, without threads. */
export const snapshotHeader = ({ machine, interfaces }: StateSnapshot): CaptureHeader => ({
  ...emptyHeader(),
  machine,
  interfaces: [...interfaces],
});

function enterWordsOf([type = -1, ...words]: readonly number[]): EnterWords {
  const kept = new EnterWords();
  kept.type = type;
  kept.words.set(words);
  return kept;
}

function threadOf({ tid, values, lists, fds, enterWords }: ThreadSnapshot): Thread {
  const thread = new Thread(tid);
  const target = thread as unknown as Record<string, unknown>;
  for (let i = 0; i < SNAPSHOT_MEMBERS.length; i++) target[SNAPSHOT_MEMBERS[i] as string] = values[i];
  for (const [i, name] of SNAPSHOT_LISTS.entries()) thread[name] = new TextList(lists[i] as string);
  thread.fds.isPartial = fds.isPartial;
  for (const [i, info] of fds.infos.entries()) thread.fds.set(fds.numbers[i] as number, FdInfo.copy(info));
  if (enterWords !== null) thread.enterWords = enterWordsOf(enterWords);
  return thread;
}

const threadsOf = ({ threads }: SystemState, tids: readonly number[]): Thread[] =>
  tids.flatMap((tid) => threads.get(tid) ?? []);

function restoreGroup(state: SystemState, { pid, tids, alive, isReaper }: GroupSnapshot): void {
  const group = state.table.addGroup(pid, threadsOf(state, tids));
  group.alive = alive;
  group.isReaper = isReaper;
}

function restoreEnter(state: SystemState, thread: Thread, block: Uint8Array): void {
  const view = new EventView(state.faults);
  view.read(Batch.whole(Buffer.from(block.buffer, block.byteOffset, block.byteLength)), 0);
  state.memory.keepEnter(thread, view);
}

/** Remembers threads that have ended. `inTable`: those that the table has. */
function restoreEnded(
  { table }: SystemState,
  { threads, groups }: EndedSnapshot,
  inTable: ReadonlySet<ThreadSnapshot>,
): void {
  for (const [i, one] of threads.entries()) {
    const known = inTable.has(one) ? table.find(one.tid) : null;
    const thread = known ?? threadOf(one);
    if (known === null) thread.group = table.findGroup(groups[i] as number);
    table.remember(thread);
  }
}

function restoreThreads(state: SystemState, threads: readonly ThreadSnapshot[]): void {
  for (const one of threads) state.table.enter(threadOf(one));
  for (const { tid, group, children, enter } of threads) {
    if (group !== null) restoreGroup(state, group);
    const thread = state.threads.get(tid);
    if (thread === undefined) continue;
    if (children.length > 0) thread.children = threadsOf(state, children);
    if (enter !== null) restoreEnter(state, thread, enter);
  }
}

/** Makes a state, which has just begun with the header of a snapshot (snapshotHeader), what the snapshot says. */
export function restoreSnapshot(
  state: SystemState,
  { users, groups, containers, threads, ended, counters }: StateSnapshot,
): void {
  for (const [containerId, user] of users) state.users.set(containerId, user.uid, user);
  for (const [containerId, group] of groups) state.groups.set(containerId, group.gid, group);
  for (const container of containers) state.containers.restore(container);
  restoreThreads(state, threads);
  restoreEnded(state, ended, new Set(threads));
  const target = state as unknown as Record<string, unknown>;
  for (const name of COUNTERS) target[name] = counters[name];
}
