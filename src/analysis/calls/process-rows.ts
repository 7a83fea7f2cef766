import type { MemoryBudget } from '../../bytes/memory-budget.js';
import { findParam } from '../../decode/param-index.js';
import { parentOf } from '../../fields/ancestors.js';
import { resultOf } from '../../fields/result.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { textOf } from '../../output/ndjson/text.js';
import { processEnd } from '../../render/wait-status.js';
import { EF, isExitType } from '../../schema/event.js';
import { EVENTS } from '../../schema/events.js';
import { Evt } from '../../state/evt.js';
import type { SystemState } from '../../state/system-state.js';
import type { Thread } from '../../state/thread.js';
import type { StoredRows } from './call-rows.js';
import { Int32Store, Int64Store, NameStore, STORED_ROWS, type StoredColumn, TextStore } from './column-store.js';
import { INT32, INT64, NAME, type TableColumn, TEXT, TIME } from './column-types.js';

/** Halves of ns since the epoch; null where the time is not known. */
type Moment = readonly [hi: number, lo: number] | null;

/** A process from its beginning, or from a change of its program, to its end or the next one. */
interface Life {
  readonly pid: number;
  readonly ppid: number | null;
  readonly from: Moment;
  readonly proc: string;
  readonly exe: string;
  readonly cmdline: string;
  readonly cwd: string;
  readonly uid: number | null;
  readonly user: string | null;
  readonly container: string;
  readonly heapBytes: number;
  /** Its threads: those of another process with this pid are others. */
  readonly group: Thread['group'];
  /** As wait(2) tells it; null while its main thread runs. */
  status: number | null;
}

const NO_ID = 0xffffffff;
const UNKNOWN_NAME = '<NA>';
/** Heap bytes of a Life without its texts. */
const LIFE_BYTES = 400;

const isExec = new Set(EVENTS.filter(({ code }) => /^EXECVE(AT)?_.*X$/.test(code)).map(({ id }) => id));
const flagged = (flag: number): ReadonlySet<number> =>
  new Set(EVENTS.filter(({ flags }) => (flags & flag) !== 0).map(({ id }) => id));
const creates = flagged(EF.CREATES_THREAD);
const ends = flagged(EF.ENDS_THREAD);

/** The events that begin and end what a row is about, as a filter. */
export const PROCESS_EVENTS = 'evt.type in (execve, execveat, clone, clone3, fork, vfork, procexit)';

type Write = (store: never, row: number, life: Life, end: Moment) => void;

/** A column of processes, and how it is written. */
interface ProcessColumn extends TableColumn {
  readonly store: () => Int32Store | Int64Store | NameStore | TextStore;
  readonly write: Write;
}

const int32 = (name: string, value: (life: Life, end: Moment) => number | null): ProcessColumn => ({
  name,
  type: INT32,
  store: () => new Int32Store(),
  write: (store: Int32Store, row, life, end) => {
    const number = value(life, end);
    if (number === null) store.setNull(row);
    else store.set(row, number);
  },
});

const int64 = (name: string, value: (life: Life) => number | null): ProcessColumn => ({
  name,
  type: INT64,
  store: () => new Int64Store(),
  write: (store: Int64Store, row, life) => {
    const number = value(life);
    if (number === null) store.setNull(row);
    else store.setNumber(row, number);
  },
});

const time = (name: string, value: (life: Life, end: Moment) => Moment): ProcessColumn => ({
  name,
  type: TIME,
  store: () => new Int64Store(),
  write: (store: Int64Store, row, life, end) => {
    const moment = value(life, end);
    if (moment === null) store.setNull(row);
    else store.set(row, ...moment);
  },
});

const name = (column: string, value: (life: Life) => string | null): ProcessColumn => ({
  name: column,
  type: NAME,
  store: () => new NameStore(),
  write: (store: NameStore, row, life) => {
    const text = value(life);
    store.set(row, text === '' || text === UNKNOWN_NAME ? null : text);
  },
});

/** The columns of processes, schema 1. */
export const PROCESS_COLUMNS: readonly ProcessColumn[] = [
  int32('pid', ({ pid }) => pid),
  time('start_ts', ({ from }) => from),
  time('end_ts', (_, end) => end),
  int32('ppid', ({ ppid }) => ppid),
  name('proc', ({ proc }) => proc),
  name('exe', ({ exe }) => exe),
  {
    name: 'cmdline',
    type: TEXT,
    store: () => new TextStore(),
    write: (store: TextStore, row, { cmdline }) => {
      store.bytes.addText(cmdline);
      store.end(row);
    },
  },
  name('cwd', ({ cwd }) => cwd),
  int64('uid', ({ uid }) => uid),
  name('user', ({ user }) => user),
  name('container_id', ({ container }) => container),
  int32('exit_status', ({ status }) => processEnd(status).code),
  int32('exit_signal', ({ status }) => processEnd(status).signal),
];

const momentOf = (hi: number, lo: number): Moment => (hi === 0 && lo === 0 ? null : [hi, lo]);

/** Makes a row of each process, and of each program that it runs. */
export class ProcessRows implements EventConsumer {
  /** Whether a header has come whose processes are to be noted: start(). */
  hasBegun = false;
  private readonly shown: readonly ProcessColumn[];
  private readonly stores: readonly ReturnType<ProcessColumn['store']>[];
  private readonly memory: MemoryBudget;
  private readonly send: (rows: StoredRows) => void;
  private readonly lives = new Map<number, Life>();
  private count = 0;

  constructor(columns: readonly ProcessColumn[], memory: MemoryBudget, send: (rows: StoredRows) => void) {
    this.shown = columns;
    this.stores = columns.map(({ store }) => store());
    this.memory = memory;
    this.send = send;
  }

  begin(): void {
    this.hasBegun = true;
  }

  /** Notes the processes that exist when a capture, or a section of it, begins. */
  start(state: SystemState): void {
    this.hasBegun = false;
    for (const pid of [...this.lives.keys()]) this.end(pid, null);
    for (const thread of state.threads.values()) {
      if (thread.isMain) this.add(state, thread, momentOf(thread.cloneTsHi, thread.cloneTsLo));
    }
  }

  event(evt: Evt): boolean {
    const { type, tsHi, tsLo } = evt.view;
    const at = momentOf(tsHi, tsLo);
    if (ends.has(type)) this.exit(evt, at);
    else if (creates.has(type)) this.create(evt, at);
    else if (isExec.has(type) && resultOf(evt) === 0) this.exec(evt, at);
    return true;
  }

  /** A process ends with its last thread; its main thread tells the status. */
  private exit({ thread, view }: Evt, at: Moment): void {
    const life = thread === null ? undefined : this.lives.get(thread.pid);
    if (thread === null || life === undefined) return;
    const index = thread.isMain ? findParam(view.type, 'status') : -1;
    if (index >= 0 && view.has(index)) life.status = view.int64(index);
    if (thread.group?.alive === 0) this.end(thread.pid, at);
  }

  private create(evt: Evt, at: Moment): void {
    if (!isExitType(evt.view.type)) return;
    const result = resultOf(evt);
    const child = result > 0 ? (evt.state.threads.get(result) ?? null) : result === 0 ? evt.thread : null;
    if (child === null || !child.isMain) return;
    const known = this.lives.get(child.pid);
    // both its parent and itself return from the call
    if (known?.group === child.group) return;
    if (known !== undefined) this.end(child.pid, null);
    this.add(evt.state, child, at);
  }

  private exec({ thread, state }: Evt, at: Moment): void {
    const main = thread?.main ?? null;
    if (main === null) return;
    this.end(main.pid, at);
    this.add(state, main, at);
  }

  private add(state: SystemState, thread: Thread, from: Moment): void {
    const { pid, comm: proc, exepath: exe, cwd, uid, containerId: container, args } = thread;
    const cmdline = `[${[thread.exe, ...args.items].map(textOf).join(',')}]`;
    const heapBytes = LIFE_BYTES + cmdline.length;
    if (!this.memory.take(heapBytes)) return;
    const ppid = parentOf(new Evt(state), thread)?.pid ?? null;
    const user = uid === NO_ID ? null : (state.users.find(thread.containerId, uid)?.name ?? null);
    this.lives.set(pid, {
      pid,
      ppid: ppid !== null && ppid < 0 ? null : ppid,
      from,
      proc,
      exe,
      cmdline,
      cwd,
      uid: uid === NO_ID ? null : uid,
      user,
      container,
      heapBytes,
      group: thread.group,
      status: null,
    });
  }

  private end(pid: number, at: Moment): void {
    const life = this.lives.get(pid);
    if (life === undefined) return;
    this.lives.delete(pid);
    this.memory.free(life.heapBytes);
    for (const [i, { write }] of this.shown.entries()) write(this.stores[i] as never, this.count, life, at);
    this.count++;
    if (this.count === STORED_ROWS) this.flush();
  }

  close(): void {
    for (const pid of [...this.lives.keys()]) this.end(pid, null);
    this.flush();
  }

  private flush(): void {
    if (this.count === 0) return;
    const columns = this.stores.map((store): StoredColumn => store.take());
    this.send({ count: this.count, columns });
    this.count = 0;
  }
}
