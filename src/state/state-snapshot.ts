import type { GroupRecord, InterfaceRecord, MachineInfo, UserRecord } from '../scap/header.js';
import type { Container } from './container-table.js';
import { FdInfo } from './fd-info.js';
import type { SystemState } from './system-state.js';
import { Thread } from './thread.js';

/** Lists of threads, which a snapshot has as text. */
export const SNAPSHOT_LISTS = ['args', 'env', 'cgroups'] as const;

/** Members of threads that a snapshot has in a form of its own, or that follow from others. */
const APART: ReadonlySet<string> = new Set([
  ...SNAPSHOT_LISTS,
  'tid',
  'fds',
  'group',
  'children',
  'enter',
  'enterWords',
  'held',
  'line',
]);

/** Members of threads that a snapshot has as they are. */
export const SNAPSHOT_MEMBERS: readonly string[] = Object.keys(new Thread(0)).filter((name) => !APART.has(name));

const FD_MEMBERS = Object.keys(new FdInfo()).filter(
  (name) => name !== 'heldBytes' && name !== 'rejectedAt',
) as (keyof FdInfo)[];

/** The descriptors of a process. */
export interface FdsSnapshot {
  readonly isPartial: boolean;
  readonly numbers: readonly number[];
  readonly infos: readonly FdInfo[];
}

/** A group, which its first thread has. */
export interface GroupSnapshot {
  readonly pid: number;
  readonly tids: readonly number[];
  readonly alive: number;
  readonly isReaper: boolean;
}

/** A thread, without references to other objects of the state. */
export interface ThreadSnapshot {
  readonly tid: number;
  /** Values of SNAPSHOT_MEMBERS. */
  readonly values: readonly unknown[];
  /** Texts of SNAPSHOT_LISTS. */
  readonly lists: readonly string[];
  readonly fds: FdsSnapshot;
  readonly group: GroupSnapshot | null;
  readonly children: readonly number[];
  /** The block of the enter event that its exit event needs. */
  readonly enter: Uint8Array | null;
  /** Type and words of the enter event that completes old exit events. */
  readonly enterWords: readonly number[] | null;
}

/** Threads that ended a short time ago. */
export interface EndedSnapshot {
  /** Those that the table still has are the same as there. */
  readonly threads: readonly ThreadSnapshot[];
  /** The group of each, by pid, if it goes on; else -1. */
  readonly groups: readonly number[];
}

const THREAD_PARTS = ['values', 'lists', 'fds', 'group', 'children', 'enter', 'enterWords'] as const;

/** Accounts, each with the id of its container ('' for the host). */
type Accounts<Account> = readonly (readonly [containerId: string, Account])[];

/**
 * A state between two events. Plain data that never changes: it can be sent to another thread, and what a later snapshot has in common
 * with it is there once.
 */
export interface StateSnapshot {
  readonly machine: MachineInfo | null;
  readonly interfaces: readonly InterfaceRecord[];
  readonly users: Accounts<UserRecord>;
  readonly groups: Accounts<GroupRecord>;
  readonly containers: readonly Container[];
  readonly threads: readonly ThreadSnapshot[];
  readonly ended: EndedSnapshot;
  readonly counters: Counters;
}

/** What a state counts, and what it knows of the capture as a whole. */
export const COUNTERS = [
  'count',
  'countBefore',
  'firstTsHi',
  'firstTsLo',
  'lastTsHi',
  'lastTsLo',
  'hasStarted',
  'isUntouched',
  'commandTid',
  'hasCommandBegun',
] as const satisfies readonly (keyof SystemState)[];
type Counters = Readonly<Pick<SystemState, (typeof COUNTERS)[number]>>;

function areSame(ours: readonly unknown[], theirs: readonly unknown[]): boolean {
  if (ours.length !== theirs.length) return false;
  for (let i = 0; i < ours.length; i++) if (!Object.is(ours[i], theirs[i])) return false;
  return true;
}

/** `now`, or `before` if it has the same items. */
function shared<Items extends readonly unknown[]>(now: Items, before: Items | undefined): Items {
  return before !== undefined && areSame(now, before) ? before : now;
}

function isSameFd(info: FdInfo, other: FdInfo): boolean {
  for (const name of FD_MEMBERS) if (!Object.is(info[name], other[name])) return false;
  return true;
}

function fdsOf({ fds }: Thread, before: FdsSnapshot | undefined): FdsSnapshot {
  const numbers: number[] = [];
  const infos: FdInfo[] = [];
  fds.forEach((info, fd) => {
    // mostly at the same place
    const known = before?.infos[infos.length];
    infos.push(known !== undefined && isSameFd(info, known) ? known : info.clone());
    numbers.push(fd);
  });
  const { isPartial } = fds;
  const isSame = before?.isPartial === isPartial && areSame(infos, before.infos) && areSame(numbers, before.numbers);
  return isSame ? before : { isPartial, numbers, infos };
}

function groupOf(thread: Thread, before: GroupSnapshot | null | undefined): GroupSnapshot | null {
  const { group } = thread;
  if (group === null || group.threads[0] !== thread) return null;
  const { pid, alive, isReaper } = group;
  const tids = group.threads.map(({ tid }) => tid);
  const isSame =
    before?.pid === pid && before.alive === alive && before.isReaper === isReaper && areSame(tids, before.tids);
  return isSame ? before : { pid, tids, alive, isReaper };
}

const NO_CHILDREN: readonly number[] = [];
const childrenOf = ({ children }: Thread): readonly number[] => children?.map(({ tid }) => tid) ?? NO_CHILDREN;

/** The block of a kept enter event, in memory of its own. */
function enterOf({ enter }: Thread, before: Uint8Array | null | undefined): Uint8Array | null {
  if (enter === null || !enter.isFilled) return null;
  const { bytes, blockStart, blockEnd } = enter.view;
  const block = bytes.subarray(blockStart, blockEnd);
  if (before !== undefined && before !== null && block.equals(before)) return before;
  return Uint8Array.prototype.slice.call(block);
}

function hasValues(values: Readonly<Record<string, unknown>>, before: readonly unknown[]): boolean {
  for (let i = 0; i < SNAPSHOT_MEMBERS.length; i++)
    if (!Object.is(values[SNAPSHOT_MEMBERS[i] as string], before[i])) return false;
  return true;
}

function valuesOf(thread: Thread, before: readonly unknown[] | undefined): readonly unknown[] {
  const values = thread as unknown as Readonly<Record<string, unknown>>;
  // most threads have done nothing since
  if (before !== undefined && hasValues(values, before)) return before;
  return SNAPSHOT_MEMBERS.map((name) => values[name]);
}

const wordsOf = ({ enterWords: kept }: Thread, before: readonly number[] | null = null): readonly number[] | null =>
  kept === null ? null : shared([kept.type, ...kept.words], before ?? undefined);

/** Whether a snapshot of a thread has just the parts of another one. */
function hasParts(now: ThreadSnapshot, before: ThreadSnapshot): boolean {
  for (const name of THREAD_PARTS) if (now[name] !== before[name]) return false;
  return true;
}

function threadOf(thread: Thread, before: ThreadSnapshot | undefined): ThreadSnapshot {
  const now: ThreadSnapshot = {
    tid: thread.tid,
    values: valuesOf(thread, before?.values),
    lists: shared(
      SNAPSHOT_LISTS.map((name) => thread[name].text),
      before?.lists,
    ),
    fds: fdsOf(thread, before?.fds),
    group: groupOf(thread, before?.group),
    children: shared(childrenOf(thread), before?.children),
    enter: enterOf(thread, before?.enter),
    enterWords: wordsOf(thread, before?.enterWords),
  };
  return before !== undefined && hasParts(now, before) ? before : now;
}

/** All accounts of a table. */
function accountsOf<Account>(
  ofHost: readonly Account[],
  ofContainers: Iterable<readonly [string, Account]>,
): [string, Account][] {
  return [
    ...ofHost.map((account): [string, Account] => ['', account]),
    ...[...ofContainers].map(([id, account]): [string, Account] => [id, account]),
  ];
}

/** Takes snapshots of a state, one after the other. */
export class Snapshots {
  private last: StateSnapshot | null = null;
  /** The threads of the last one, with those that had ended. */
  private known = new Map<Thread, ThreadSnapshot>();

  /** A snapshot of the state behind the present event. */
  take(state: SystemState): StateSnapshot {
    state.deferred.apply();
    const { last, known } = this;
    const { users, groups, machine, interfaces } = state;
    this.known = new Map();
    const threads = [...state.threads.values()].map((thread) => this.snapshotOf(thread, known));
    const ended = state.table.remembered;
    this.last = {
      machine,
      interfaces,
      users: sharedAccounts(accountsOf(users.ofHost(), users.ofContainers()), last?.users),
      groups: sharedAccounts(accountsOf(groups.ofHost(), groups.ofContainers()), last?.groups),
      containers: shared(state.containers.values(), last?.containers),
      threads,
      ended: {
        threads: ended.map((thread) => this.snapshotOf(thread, known)),
        groups: ended.map(({ group }) =>
          group !== null && state.table.findGroup(group.pid) === group ? group.pid : -1,
        ),
      },
      counters: Object.fromEntries(COUNTERS.map((name) => [name, state[name]])) as unknown as Counters,
    };
    return this.last;
  }

  /** A thread, of which there is one snapshot. `before`: the threads of the snapshot before. */
  private snapshotOf(thread: Thread, before: ReadonlyMap<Thread, ThreadSnapshot>): ThreadSnapshot {
    const one = this.known.get(thread) ?? threadOf(thread, before.get(thread));
    this.known.set(thread, one);
    return one;
  }
}

function sharedAccounts<Account>(now: Accounts<Account>, before: Accounts<Account> | undefined): Accounts<Account> {
  return before !== undefined && areSame(now.flat(), before.flat()) ? before : now;
}
