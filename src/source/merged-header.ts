/** The header of merged captures. */
import { lowestFds } from '../scap/fdlist.js';
import { type CaptureHeader, emptyHeader, type FdRecord, type ThreadRecord } from '../scap/header.js';

/** Adds those of `more` whose key is new. */
function addNew<Item>(list: Item[], more: readonly Item[], keyOf: (item: Item) => unknown): void {
  const known = new Set(list.map(keyOf));
  for (const item of more) {
    const key = keyOf(item);
    if (known.has(key)) continue;
    known.add(key);
    list.push(item);
  }
}

/** Ids of tasks are reused: one that runs another program has other descriptors. */
function isSameProgram(a: ThreadRecord, b: ThreadRecord): boolean {
  return a.pid === b.pid && a.exe === b.exe;
}

function addFds(merged: CaptureHeader, tid: number, fds: readonly FdRecord[]): void {
  const list = [...(merged.fds.get(tid) ?? [])];
  addNew(list, fds, (record) => record.fd);
  merged.fds.set(tid, lowestFds(list));
}

function addThreads(merged: CaptureHeader, header: CaptureHeader): void {
  const known = new Map(merged.threads.map((thread) => [thread.tid, thread]));
  for (const thread of header.threads) {
    const before = known.get(thread.tid);
    const fds = header.fds.get(thread.tid);
    if (fds !== undefined && (before === undefined || isSameProgram(before, thread))) addFds(merged, thread.tid, fds);
  }
  addNew(merged.threads, header.threads, (thread) => thread.tid);
}

/**
 * Merges headers. Of entries that several headers have, the first is kept: users, groups, threads and descriptors are
 * identified by their numbers, interfaces by address and name. The machine is that of the first header that has one.
 */
export function mergeHeaders(headers: readonly CaptureHeader[]): CaptureHeader {
  const merged = emptyHeader();
  for (const header of headers) {
    merged.machine ??= header.machine;
    addNew(merged.interfaces, header.interfaces, (face) => `${face.name} ${Buffer.from(face.address).toString('hex')}`);
    addNew(merged.users, header.users, (user) => user.uid);
    addNew(merged.groups, header.groups, (group) => group.gid);
    addThreads(merged, header);
  }
  return merged;
}
