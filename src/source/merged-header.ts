/** One header for captures that are merged. */
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

/** Task numbers are used again: one that meanwhile runs another program has other descriptors. */
function isSameProgram(a: ThreadRecord, b: ThreadRecord): boolean {
  return a.pid === b.pid && a.exe === b.exe;
}

function addFds(united: CaptureHeader, tid: number, fds: readonly FdRecord[]): void {
  const list = [...(united.fds.get(tid) ?? [])];
  addNew(list, fds, (record) => record.fd);
  united.fds.set(tid, lowestFds(list));
}

function addThreads(united: CaptureHeader, header: CaptureHeader): void {
  const known = new Map(united.threads.map((thread) => [thread.tid, thread]));
  for (const thread of header.threads) {
    const before = known.get(thread.tid);
    const fds = header.fds.get(thread.tid);
    if (fds !== undefined && (before === undefined || isSameProgram(before, thread))) addFds(united, thread.tid, fds);
  }
  addNew(united.threads, header.threads, (thread) => thread.tid);
}

/**
 * All that several headers say, the first first: the machine is that of the first which knows one; users, groups,
 * threads and descriptors go by their numbers, interfaces by address and name, and an earlier header wins.
 */
export function mergeHeaders(headers: readonly CaptureHeader[]): CaptureHeader {
  const united = emptyHeader();
  for (const header of headers) {
    united.machine ??= header.machine;
    addNew(united.interfaces, header.interfaces, (face) => `${face.name} ${Buffer.from(face.address).toString('hex')}`);
    addNew(united.users, header.users, (user) => user.uid);
    addNew(united.groups, header.groups, (group) => group.gid);
    addThreads(united, header);
  }
  return united;
}
