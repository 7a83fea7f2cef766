import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import { WIDE_ZERO } from '../bytes/int64.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { type EndText, NUMERIC_ENDS } from '../decode/end-text.js';
import { SizeFaults } from '../decode/size-faults.js';
import { TextList } from '../decode/text-list.js';
import type { GroupRecord, InterfaceRecord, MachineInfo, UserRecord } from '../scap/header.js';
import type { CgroupContainer } from './container-id.js';
import { ContainerTable } from './container-table.js';
import { DeferredChanges } from './deferred-changes.js';
import { StateMemory } from './state-memory.js';
import type { Thread } from './thread.js';
import { ThreadTable } from './thread-table.js';
import { UnnamedContainers } from './unnamed-containers.js';
import { AccountTable, ROOT_GROUP, ROOT_USER } from './user-table.js';

/** Size limit of an environment in events and process lists. */
const MAX_EVENT_ENVIRONMENT = 4096;
const MAX_RING_MAKERS = 64;

/** How a state writes names, and where it looks up environments. */
export interface StateOptions {
  /** How the ends of sockets are written; numeric by default. */
  readonly endText?: EndText;
  /** Whether addresses of the machine are written as interface names. */
  readonly namesInterfaces?: boolean;
  /** Returns the whole environment of a running process (byte string, NUL-separated). */
  readonly findEnvironment?: ((pid: number) => string | null) | null;
}

/**
 * The machine at the current event: tables of threads, descriptors, users, groups, containers and interfaces. StateUpdater changes
 * them.
 */
export class SystemState {
  readonly memory: StateMemory;
  readonly table: ThreadTable;
  /** Threads by tid. */
  readonly threads: ReadonlyMap<number, Thread>;
  readonly users: AccountTable<UserRecord>;
  readonly groups: AccountTable<GroupRecord>;
  readonly containers: ContainerTable;
  /** Containers whose names are to be looked up. */
  readonly unnamedContainers = new UnnamedContainers();
  machine: MachineInfo | null = null;
  interfaces: readonly InterfaceRecord[] = [];
  /** Threads that have set up an io_uring (I/O without system calls) since the list was last read; at most 64. */
  readonly ringMakers: Thread[] = [];
  /** Changes that apply before the next event. */
  readonly deferred: DeferredChanges;
  /** Values of a wrong size found while decoding, in all sections. */
  readonly faults = new SizeFaults();

  /** How the ends of sockets are written. */
  endText: EndText;
  /** Whether addresses of the machine are written as interface names. */
  readonly namesInterfaces: boolean;
  private readonly findEnvironment: ((pid: number) => string | null) | null;
  private interfaceBytes = 0;

  /** Number of events numbered so far. */
  count = 0;
  /** How many of them were before the event with number 1. */
  countBefore = 0;
  /** Time of the first event that is not a meta event, and of the current event; halves of ns since the epoch. */
  firstTsHi = 0;
  firstTsLo = WIDE_ZERO;
  lastTsHi = 0;
  lastTsLo = WIDE_ZERO;
  /** Whether an event other than a record of the initial state has been read since the header. */
  hasStarted = false;
  /** Whether only hidden events have been read since the header. */
  isUntouched = true;
  /** Incremented whenever a descriptor may have changed. */
  fdChanges = 0;
  /** Those of the changes that may be of any descriptor: all others are counted by number (StateMemory.near). */
  wideFdChanges = 0;
  /** The process whose next exec starts the captured command; -1 for none. */
  commandTid = -1;
  /** Whether the command has started: from then on, all recorded threads descend from it. */
  hasCommandBegun = false;

  /** The tables are charged to `budget`; what does not fit is left out. */
  constructor(budget = new MemoryBudget(), options: StateOptions = {}) {
    this.endText = options.endText ?? NUMERIC_ENDS;
    this.namesInterfaces = options.namesInterfaces ?? false;
    this.findEnvironment = options.findEnvironment ?? null;
    this.memory = new StateMemory(budget);
    this.table = new ThreadTable(this.memory);
    this.threads = this.table.threads;
    this.deferred = new DeferredChanges(this.table, this.memory);
    this.users = new AccountTable<UserRecord>(ROOT_USER, budget);
    this.groups = new AccountTable<GroupRecord>(ROOT_GROUP, budget);
    this.containers = new ContainerTable(budget);
  }

  /** Sets the interfaces of the machine, as many as the budget has room for. */
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

  /** The environment of a process. `recorded` may be truncated: if so, the whole one is looked up while the process exists. */
  environmentOf(pid: number, recorded: string): TextList {
    const isCut = this.findEnvironment !== null && recorded.length >= MAX_EVENT_ENVIRONMENT;
    const found = isCut ? this.findEnvironment?.(pid) : null;
    // an exiting process has no environment
    return new TextList((found?.length ?? 0) > recorded.length ? (found as string) : recorded);
  }

  /** Records that a container has threads; does nothing for the host. */
  noteContainer(container: CgroupContainer): void {
    if (container.id === '') return;
    this.containers.note(container);
    this.unnamedContainers.note(container);
  }

  /** Records that a thread has an io_uring. */
  addRingMaker(thread: Thread): void {
    if (this.ringMakers.length < MAX_RING_MAKERS) this.ringMakers.push(thread);
  }
}
