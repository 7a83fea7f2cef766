import { MemoryBudget } from '../bytes/memory-budget.js';
import { EMPTY_LIST } from '../decode/text-list.js';
import { findAbove } from './ancestry.js';
import { isInPidNamespace } from './pid-namespace.js';
import { StateMemory } from './state-memory.js';
import { Thread } from './thread.js';
import { ThreadGroup } from './thread-group.js';

const INIT = 1;
/** Size of the thread cache, indexed by the low bits of the tid; a power of two. */
const NEAR = 1024;
/** Number of ended threads that are remembered, by the low bits of the tid; a power of two. */
const ENDED = 64;
/** Maximum number of threads; further ones are ignored (the reference's limit, measured). */
export const MAX_THREADS = 1 << 18;

/** All known threads with their groups and family relations (STATE.md#threads). */
export class ThreadTable {
  readonly threads = new Map<number, Thread>();
  private readonly groups = new Map<number, ThreadGroup<Thread>>();
  /** Incremented whenever a thread may have appeared, ended or run another program. */
  changes = 0;
  /** Those of the changes that may be of any thread: all others are counted by thread (StateMemory.near). */
  wideChanges = 0;
  private readonly memory: StateMemory;
  private readonly near: (Thread | null)[] = new Array<Thread | null>(NEAR).fill(null);

  private readonly ended: (Thread | null)[] = new Array<Thread | null>(ENDED).fill(null);

  constructor(memory = new StateMemory(new MemoryBudget())) {
    this.memory = memory;
  }

  clear(): void {
    for (const thread of this.threads.values()) this.memory.dismiss(thread);
    this.threads.clear();
    this.groups.clear();
    this.near.fill(null);
    this.ended.fill(null);
    this.noteWideChange();
  }

  /** Notes a change that may be of any thread. */
  noteWideChange(): void {
    this.changes++;
    this.wideChanges++;
  }

  /** Notes a change of one thread. */
  noteChange(tid: number): void {
    this.changes++;
    this.memory.near.noteThread(tid);
  }

  /** Thread by tid, or null. */
  find(tid: number): Thread | null {
    const slot = tid & (NEAR - 1);
    const near = this.near[slot] as Thread | null;
    if (near !== null && near.tid === tid) return near;
    const thread = this.threads.get(tid);
    if (thread === undefined) return null;
    this.near[slot] = thread;
    return thread;
  }

  /** A thread that was removed a short time ago, by tid, or null. */
  findEnded(tid: number): Thread | null {
    const thread = this.ended[tid & (ENDED - 1)] as Thread | null;
    return thread !== null && thread.tid === tid ? thread : null;
  }

  /** All threads that were removed a short time ago; of those, the main thread of a group that goes on is still in the table. */
  get remembered(): readonly Thread[] {
    return this.ended.filter((thread) => thread !== null);
  }

  /** Remembers a thread as one that was removed. */
  remember(thread: Thread): void {
    this.ended[thread.tid & (ENDED - 1)] = thread;
  }

  /** Group by pid, or null. */
  findGroup(pid: number): ThreadGroup<Thread> | null {
    return this.groups.get(pid) ?? null;
  }

  /**
   * Adds a thread that another has created, replacing one with the same tid, and links it to its group and parent; false if there
   * are too many threads or the budget has no room.
   */
  add(thread: Thread, creator: Thread | null = null): boolean {
    if (!this.enter(thread, creator)) return false;
    this.link(thread);
    return true;
  }

  /** Adds a thread of a list; link it when all of them are added. False if there is no room. */
  enter(thread: Thread, creator: Thread | null = null): boolean {
    const stale = this.threads.get(thread.tid);
    if (stale !== undefined) this.unlink(stale);
    if (this.threads.size >= MAX_THREADS || !this.memory.admit(thread, creator)) return false;
    this.threads.set(thread.tid, thread);
    this.forget(thread.tid);
    return true;
  }

  /** Adds an unannounced thread, which belongs to no group. Null if there are too many threads or no room. */
  addFake(tid: number): Thread | null {
    const thread = new Thread(tid);
    thread.isFake = true;
    thread.setArgs(EMPTY_LIST);
    return this.enter(thread) ? thread : null;
  }

  /** Links a thread to its group and parent; sets ptid to 0 if the parent is unknown. */
  link(thread: Thread): void {
    if (!(thread.pid >= 0)) return;
    this.joinGroup(thread);
    this.adopt(thread);
  }

  /** Adds a thread to the group of its pid. */
  joinGroup(thread: Thread): void {
    let group = this.groups.get(thread.pid);
    if (group === undefined) {
      group = new ThreadGroup<Thread>(thread.pid);
      this.groups.set(thread.pid, group);
    }
    if (thread.pid === INIT || thread.vpid === INIT) group.isReaper = true;
    group.add(thread);
    thread.group = group;
    if (group.main === thread) this.noteMain(group);
  }

  /** Adds a group of threads, in this order. */
  addGroup(pid: number, threads: Thread[]): ThreadGroup<Thread> {
    const group = new ThreadGroup<Thread>(pid);
    group.threads = threads;
    for (const thread of threads) thread.group = group;
    this.groups.set(pid, group);
    return group;
  }

  /** Makes a thread a child of the thread that its ptid names. */
  adopt(thread: Thread): void {
    const parent = this.threads.get(thread.ptid);
    if (parent === undefined || parent.isFake) {
      thread.ptid = 0;
      return;
    }
    if (parent.children === null) parent.children = [thread];
    else parent.children.push(thread);
  }

  /** Notes that a group has another main thread, to which its descriptors belong, or none. */
  private noteMain({ threads }: ThreadGroup<Thread>): void {
    for (let i = 0; i < threads.length; i++) this.noteChange((threads[i] as Thread).tid);
  }

  private leaveParent(thread: Thread): void {
    const siblings = this.threads.get(thread.ptid)?.children;
    if (siblings === undefined || siblings === null) return;
    const at = siblings.indexOf(thread);
    if (at >= 0) siblings.splice(at, 1);
  }

  private unlink(thread: Thread): void {
    this.leaveParent(thread);
    this.handChildrenOver(thread);
    const group = thread.group;
    if (group !== null) {
      const wasMain = group.main === thread;
      group.remove(thread);
      if (wasMain) this.noteMain(group);
      if (group.threads.length === 0) this.groups.delete(group.pid);
    }
    this.threads.delete(thread.tid);
    this.memory.dismiss(thread);
    this.forget(thread.tid);
  }

  private forget(tid: number): void {
    this.near[tid & (NEAR - 1)] = null;
    this.noteChange(tid);
  }

  /** Marks a thread as exited; it stays until `remove`. */
  markDead(thread: Thread): void {
    if (thread.isDead) return;
    thread.isDead = true;
    if (thread.group !== null) thread.group.alive--;
  }

  /** Revives a main thread that runs again (execve by another thread of its group). */
  revive(thread: Thread): void {
    if (!thread.isDead) return;
    thread.isDead = false;
    if (thread.group !== null) thread.group.alive++;
  }

  /** Removes a thread. A main thread stays, dead, until the last thread of its group is gone. */
  remove(tid: number): void {
    const thread = this.threads.get(tid);
    if (thread === undefined) return;
    this.remember(thread);
    this.markDead(thread);
    const group = thread.group;
    if (group === null) {
      this.unlink(thread);
      return;
    }
    this.handChildrenOver(thread);
    // if the leader was never announced, the thread with its number still goes with the last thread
    const main = group.main ?? this.threads.get(group.pid);
    if (thread !== main) this.unlink(thread);
    if (group.alive > 0 || main === undefined) return;
    // the reference does not track who adopts the children that it made after its exit
    main.children = null;
    this.unlink(main);
  }

  private handChildrenOver(thread: Thread): void {
    const children = thread.children;
    if (children === null || children.length === 0) return;
    const reaper = this.findReaper(thread);
    thread.children = null;
    for (const child of children) {
      child.ptid = reaper === null ? 0 : reaper.tid;
      if (reaper === null) continue;
      if (reaper.children === null) reaper.children = [];
      reaper.children.push(child);
    }
  }

  /** The thread that adopts a thread's children. A group that adopted children once counts as a reaper from then on. */
  private findReaper(thread: Thread): Thread | null {
    const reaper = this.namedReaper(thread) ?? findAlive(thread.group, thread) ?? this.findSubreaper(thread);
    if (reaper === null) return null;
    thread.reaperTid = reaper.tid;
    if (reaper.group !== null && reaper.group !== thread.group) reaper.group.isReaper = true;
    return reaper;
  }

  private namedReaper(thread: Thread): Thread | null {
    if (!(thread.reaperTid > 0)) return null;
    const named = this.threads.get(thread.reaperTid) ?? this.addFake(thread.reaperTid);
    return named === null || named.isFake || named === thread ? null : named;
  }

  private findSubreaper(thread: Thread): Thread | null {
    const inNamespace = isInPidNamespace(thread);
    let reaper: Thread | null = null;
    findAbove(this.threads, thread, (above) => {
      const isForeign = inNamespace !== isInPidNamespace(above);
      if (!isForeign && above.group?.isReaper) reaper = findAlive(above.group, thread);
      return isForeign || reaper !== null;
    });
    return reaper;
  }
}

function findAlive(group: ThreadGroup<Thread> | null, except: Thread): Thread | null {
  if (group === null) return null;
  for (const thread of group.threads) if (!thread.isDead && thread !== except) return thread;
  return null;
}
