// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import { WIDE_ZERO } from '../bytes/int64.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { type EndText, NUMERIC_ENDS } from '../decode/end-text.js';
import { SizeFaults } from '../decode/size-faults.js';
import { TextList } from '../decode/text-list.js';
import type { CaptureHeader, GroupRecord, InterfaceRecord, MachineInfo, UserRecord } from '../scap/header.js';
import { EC, EF, type EventDef, isExitType } from '../schema/event.js';
import { INITIAL_EVENTS, KEPT_ENTERS, THREAD_RULE, THREAD_RULES } from './binding.js';
import { CallBinder } from './call-binder.js';
import type { CgroupContainer } from './container-id.js';
import { ContainerTable } from './container-table.js';
import type { Evt } from './evt.js';
import type { FdInfo } from './fd-info.js';
import { importHeader } from './header-import.js';
import { StateMemory } from './state-memory.js';
import type { Thread } from './thread.js';
import { ThreadTable } from './thread-table.js';
import { CHANGES_THREADS, UPDATES } from './updates/table.js';
import { AccountTable, ROOT_GROUP, ROOT_USER } from './user-table.js';

/** Bytes of an environment that has no room in an event and in the process list. */
const TOLD_BYTES = 4096;
const MAX_RING_MAKERS = 64;
const MAX_CONTAINERS = 10_000;
/** Longer ids are no engine's. */
const MAX_CONTAINER_ID = 255;

/** How a state names what it knows, and what it looks up; nothing where it is not given. */
export interface StateOptions {
  /** How the ends of sockets are written: by number where it is not given. */
  readonly endText?: EndText;
  /** Whether the machine's own addresses are written by the names of their interfaces. */
  readonly namesInterfaces?: boolean;
  /** Looks up the whole environment of a process that is there (byte string, NUL-separated). */
  readonly findEnvironment?: ((pid: number) => string | null) | null;
}

/**
 * What the machine looks like at the current event: threads, descriptors, users, containers. For each event, in this
 * order: `evt.view.read`, `begin`, then `update` or `reject`. What an event ends (a thread, a descriptor) goes at the
 * `begin` of the next one, so it can still be looked at.
 */
export class SystemState {
  readonly memory: StateMemory;
  readonly table: ThreadTable;
  /** Threads by tid. */
  readonly threads: ReadonlyMap<number, Thread>;
  readonly users: AccountTable<UserRecord>;
  readonly groups: AccountTable<GroupRecord>;
  readonly containers: ContainerTable;
  /** How the ends of sockets are written. */
  endText: EndText;
  /** Whether the machine's own addresses are written by the names of their interfaces. */
  readonly namesInterfaces: boolean;
  private readonly findEnvironment: ((pid: number) => string | null) | null;
  machine: MachineInfo | null = null;
  interfaces: readonly InterfaceRecord[] = [];
  /** What the interfaces take of the budget. */
  private interfaceBytes = 0;
  /** Time of the first event that is not a meta event, and of the current event; halves of ns since the epoch. */
  firstTsHi = 0;
  firstTsLo = WIDE_ZERO;
  lastTsHi = 0;
  lastTsLo = WIDE_ZERO;

  /** Threads with a ring through which I/O goes without system calls (io_uring), since they were last taken; a few of them. */
  readonly ringMakers: Thread[] = [];
  /** Ids of containers that threads are in and whose names are not known, since they were last taken. */
  readonly newContainers: string[] = [];
  private readonly knownContainers = new Set<string>();
  /** The process that becomes the command to capture by its next exec; -1 for none. */
  commandTid = -1;
  /** Whether it has: from then on whoever makes events descends from it, since nobody else is recorded. */
  hasCommandBegun = false;
  /** Counts up whenever what is known of a descriptor may have changed. */
  fdChanges = 0;
  /** Events that were numbered. */
  count = 0;
  /** Whether only hidden events have been read since the header. */
  isUntouched = true;
  /** Whether only records of the initial state have been read since the header. */
  private isInitial = true;
  /** What was found wrong with values while events were decoded, in all sections. */
  readonly faults = new SizeFaults();
  private readonly calls = new CallBinder(this.faults);
  /** What the previous event has ended; NaN for no thread. */
  private endedTid = Number.NaN;
  private closedBy: Thread | null = null;
  private closedFd = WIDE_ZERO;
  private renamed: FdInfo | null = null;

  /** What it keeps takes room of `budget`; what has no room there is left out. */
  constructor(budget = new MemoryBudget(), options: StateOptions = {}) {
    this.endText = options.endText ?? NUMERIC_ENDS;
    this.namesInterfaces = options.namesInterfaces ?? false;
    this.findEnvironment = options.findEnvironment ?? null;
    this.memory = new StateMemory(budget);
    this.table = new ThreadTable(this.memory);
    this.threads = this.table.threads;
    this.users = new AccountTable<UserRecord>(ROOT_USER, budget);
    this.groups = new AccountTable<GroupRecord>(ROOT_GROUP, budget);
    this.containers = new ContainerTable(budget);
  }

  /** Starts over from a capture's (or section's) header. Event numbers go on. */
  reset(header: CaptureHeader): void {
    this.endedTid = Number.NaN;
    this.closedBy = null;
    this.renamed = null;
    this.isInitial = true;
    this.isUntouched = true;
    this.calls.reset();
    importHeader(this, header);
  }

  /** Takes the interfaces of the machine, as many as there is room for. */
  setInterfaces(interfaces: readonly InterfaceRecord[]): void {
    const { budget } = this.memory;
    budget.free(this.interfaceBytes);
    this.interfaceBytes = 0;
    const kept = interfaces.filter(({ name }) => {
      const bytes = HEAP_BYTES.INTERFACE + name.length;
      if (!budget.take(bytes)) return false;
      this.interfaceBytes += bytes;
      return true;
    });
    this.interfaces = kept;
  }

  /** The environment of a process, of which this much was told: all of it, where more may be known than events hold. */
  environmentOf(pid: number, told: string): TextList {
    const isCut = this.findEnvironment !== null && told.length >= TOLD_BYTES;
    const found = isCut ? this.findEnvironment?.(pid) : null;
    // a process that ends has none any more
    return new TextList((found?.length ?? 0) > told.length ? (found as string) : told);
  }

  /** Notes that there is a thread in a container, or on the host. */
  noteContainer(container: CgroupContainer): void {
    const { id, isNamed } = container;
    if (id === '') return;
    this.containers.note(container);
    const { knownContainers, newContainers } = this;
    if (isNamed || id.length > MAX_CONTAINER_ID || knownContainers.has(id)) return;
    // of too many the first is forgotten, and asked about again: no number of control groups keeps a container nameless
    if (knownContainers.size === MAX_CONTAINERS)
      knownContainers.delete(knownContainers.values().next().value as string);
    knownContainers.add(id);
    if (newContainers.length < MAX_CONTAINERS) newContainers.push(id);
  }

  /** Notes that a thread has a ring. */
  addRingMaker(thread: Thread): void {
    if (this.ringMakers.length < MAX_RING_MAKERS) this.ringMakers.push(thread);
  }

  /**
   * Ends what the previous event has left; false while events may not be skipped: only records of the initial state
   * have been read, or what would show the generation of the capture could be skipped.
   */
  settle(): boolean {
    this.finishPrevious();
    return !this.isInitial && this.firstTsHi !== 0 && this.calls.isGenerationKnown;
  }

  /**
   * Numbers the event and binds thread, descriptor, latency and enter event to it. Returns false for an event that is to
   * be skipped, and is not numbered: its type is not known. `evt.view` may then stand on a completed copy of the event.
   */
  begin(evt: Evt): boolean {
    const view = evt.view;
    if (view.def === undefined) return false;
    this.finishPrevious();
    this.calls.modernise(view);
    this.startEvent(evt);
    const rule = THREAD_RULES[view.type] as number;
    const thread = this.bindThread(view.tid, rule);
    evt.thread = thread;
    if (thread === null || rule === THREAD_RULE.LOOK_ONLY) return true;
    if (isExitType(view.type)) this.calls.bindExit(evt, thread);
    else this.calls.bindEnter(evt, thread);
    return true;
  }

  private startEvent(evt: Evt): void {
    const view = evt.view;
    evt.num = ++this.count;
    this.lastTsHi = view.tsHi;
    this.lastTsLo = view.tsLo;
    if (this.firstTsHi === 0 && ((view.def as EventDef).category & EC.METAEVENT) === 0) {
      this.firstTsHi = view.tsHi;
      this.firstTsLo = view.tsLo;
    }
    if (this.isInitial && INITIAL_EVENTS[view.type] === 0) this.isInitial = false;
    evt.isHidden = view.stateOnly || this.isInitial;
    if (!evt.isHidden) this.isUntouched = false;
    evt.fd = null;
    evt.enter = null;
  }

  private bindThread(tid: number, rule: number): Thread | null {
    const thread = this.table.find(tid);
    if (thread !== null || rule !== THREAD_RULE.KNOWN_OR_FAKE) return thread;
    const fake = this.table.addFake(tid);
    if (fake !== null) fake.isOfCommand = this.hasCommandBegun;
    return fake;
  }

  /** Puts on a thread an enter event that was numbered before and not looked at; `evt` has only been read. */
  beginCall(evt: Evt, thread: Thread): void {
    evt.thread = thread;
    this.calls.bindEnter(evt, thread);
    if (((evt.view.def as EventDef).flags & EF.MODIFIES_STATE) === 0) this.reject(evt);
    else this.update(evt);
  }

  /** Applies what the event changes. */
  update(evt: Evt): void {
    const type = evt.view.type;
    const apply = UPDATES[type];
    if (apply !== undefined) {
      apply(this, evt);
      this.fdChanges++;
    }
    if (CHANGES_THREADS[type] === 1) {
      this.table.changes++;
      this.memory.settle(evt.thread);
    }
    if (KEPT_ENTERS[type] === 1) this.keepEnter(evt);
  }

  /**
   * Takes note that a filter refused the event before `update`: for events without EF.MODIFIES_STATE. Those that nothing
   * is bound to, as the switch of the scheduler in the midst of a call, leave the call as it is.
   */
  reject(evt: Evt): void {
    if (evt.thread === null || THREAD_RULES[evt.view.type] === THREAD_RULE.LOOK_ONLY) return;
    evt.thread.lastType = -1;
  }

  /** Keeps a copy of an enter event for its exit. */
  keepEnter(evt: Evt): void {
    if (evt.thread !== null) this.memory.keepEnter(evt.thread, evt.view);
  }

  /** Enters a descriptor that the event has made. */
  addFd(evt: Evt, fd: number, info: FdInfo): void {
    const thread = evt.thread;
    if (thread === null || Number.isNaN(fd)) return;
    const owner = thread.fdOwner;
    // a thread whose process is not known has nowhere to put it
    if (owner === null) return;
    if (info.name !== '') this.markRenamed(info);
    thread.lastFd = fd;
    if (owner.fds.set(fd, info)) evt.fd = info;
  }

  /** Gives a descriptor another name. */
  renameFd(info: FdInfo, name: string): void {
    if (info.name === name) return;
    this.memory.nameFd(info, name);
    this.markRenamed(info);
  }

  /** Enters a copy of a descriptor under another number; its name is no new one. */
  copyFd(evt: Evt, fd: number, source: FdInfo): FdInfo {
    const copy = source.clone();
    this.addFd(evt, fd, copy);
    copy.isNameChanged = false;
    return copy;
  }

  private markRenamed(info: FdInfo): void {
    info.isNameChanged = true;
    this.renamed = info;
  }

  /** Has a descriptor removed before the next event. */
  closeLater(thread: Thread, fd: number): void {
    this.closedBy = thread;
    this.closedFd = fd;
  }

  /** Whether an event was read that is no record of the initial state. */
  get hasStarted(): boolean {
    return !this.isInitial;
  }

  /** Has a thread removed before the next event. */
  removeLater(tid: number): void {
    this.endedTid = tid;
  }

  private finishPrevious(): void {
    if (this.closedBy !== null) {
      this.closedBy.fdOwner?.fds.delete(this.closedFd);
      this.closedBy = null;
    }
    if (this.endedTid >= 0) {
      this.table.remove(this.endedTid);
      this.endedTid = Number.NaN;
    }
    const caller = this.calls.takeSpent();
    if (caller !== null) this.memory.releaseEnter(caller);
    if (this.renamed !== null) {
      this.renamed.isNameChanged = false;
      this.renamed = null;
    }
  }
}
