import { findParam } from '../../decode/param-index.js';
import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import type { Column, Row } from '../../output/rows/column.js';
import { processEnd, waitStatusText } from '../../render/wait-status.js';
import { EVENTS, EVT } from '../../schema/events.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { Evt } from '../../state/evt.js';
import { READS_ALL } from '../../state/subject-reads.js';
import type { SystemState } from '../../state/system-state.js';
import type { Thread } from '../../state/thread.js';
import type { ThreadGroup } from '../../state/thread-group.js';
import type { Chisel, ChiselContext, ChiselRun } from '../chisel.js';
import { cpuTime } from '../measures.js';

type Group = ThreadGroup<Thread>;

/** Most processes; later ones are not listed. */
const MAX_PROCESSES = 32_768;
const INDENT = '  ';
/** Deeper processes are not indented further. */
const MAX_INDENT = 50;
const { PROCEXIT_1_E, PROCEXIT_E } = EVT;
const EXITS: ReadonlySet<number> = new Set([PROCEXIT_1_E, PROCEXIT_E]);
const SWITCHES: ReadonlySet<number> = new Set([EVT.SCHEDSWITCH_1_E, EVT.SCHEDSWITCH_6_E]);
/** One byte by event type: 1 for births, execs and exits, after which a process may be called otherwise. */
const RENAMES = Uint8Array.from(EVENTS, ({ name }) =>
  /^(?:clone3?|v?fork|execve(?:at)?|procexit)$/.test(name) ? 1 : 0,
);
/** The events that are needed of a live capture; of a file, any event shows that its process was there. */
const LIVES =
  '(evt.type in (clone, clone3, fork, vfork, execve, execveat) and evt.dir=<) or evt.type in (procexit, switch)';

/** A process of the tree. */
class Process {
  readonly pid: number;
  readonly ppid: number;
  readonly parent: Group | null;
  /** ns since the epoch; null if not known. */
  readonly start: bigint | null;
  end: bigint | null = null;
  /** As wait(2) tells it; null if it is not known. */
  status: number | null = null;
  /** ns; null if no switch says it. */
  cpu: number | null = null;
  private texts = { name: '', exe: '', cmdline: '' };

  constructor(main: Thread, parent: Group | null) {
    this.pid = main.pid;
    this.ppid = main.ptid;
    this.parent = parent;
    this.start = main.cloneTsHi === 0 ? null : timeValue(main.cloneTsHi, main.cloneTsLo);
  }

  /** Notes what the process is called now. */
  name({ comm, exepath, cmdline }: Thread): void {
    this.texts = { name: comm, exe: exepath, cmdline };
  }

  /** Its row without its place in the tree; what runs has lasted until `now`. */
  row(now: bigint): Row {
    const { pid, ppid, start, end, status, cpu, texts } = this;
    const lasted = start === null ? null : Number((end ?? now) - start);
    const { code, signal } = processEnd(status);
    return [pid, ppid, start, end, lasted, cpu, code, signal, ending(end, status), ...Object.values(texts)];
  }
}

function ending(end: bigint | null, status: number | null): string {
  if (end === null) return 'running';
  return status === null ? '?' : waitStatusText(status);
}

/** The processes that did something, and how they descend from each other. */
class Processes {
  /** Whether there were more than are kept. */
  isFull = false;
  private readonly all = new Map<Group, Process>();
  private readonly cpuOf: (evt: Evt) => number;

  constructor(cpuOf: (evt: Evt) => number) {
    this.cpuOf = cpuOf;
  }

  /** The process of an event; null if it is not known. */
  of({ thread, state }: Evt): Process | null {
    const group = thread?.group ?? null;
    if (thread === null || group === null) return null;
    const known = this.all.get(group);
    if (known !== undefined) return known;
    this.isFull = this.all.size === MAX_PROCESSES;
    if (this.isFull) return null;
    const main = thread.main ?? thread;
    const process = new Process(main, state.threads.get(main.ptid)?.group ?? null);
    process.name(main);
    this.all.set(group, process);
    return process;
  }

  take(evt: Evt): void {
    const process = this.of(evt);
    const { thread, view } = evt;
    if (process === null || thread === null) return;
    if (SWITCHES.has(view.type)) this.addCpu(process, evt);
    if (RENAMES[view.type] === 1) process.name(thread.main ?? thread);
    if (EXITS.has(view.type)) noteExit(process, evt, thread);
  }

  private addCpu(process: Process, evt: Evt): void {
    const ns = this.cpuOf(evt);
    if (ns > 0) process.cpu = (process.cpu ?? 0) + ns;
  }

  /** Whether CPU time is known of some. */
  get hasCpu(): boolean {
    return [...this.all.values()].some(({ cpu }) => cpu !== null);
  }

  /** Passes each process after its parent, those of one parent in the order in which they started. */
  forEach(take: (process: Process, depth: number) => void): void {
    const children = new Map<Process | null, Process[]>();
    for (const process of this.all.values()) {
      const parent = process.parent === null ? null : (this.all.get(process.parent) ?? null);
      const siblings = children.get(parent) ?? [];
      siblings.push(process);
      children.set(parent, siblings);
    }
    const seen = new Set<Process>();
    const visit = (root: Process): void => {
      const stack = [{ process: root, depth: 0 }];
      for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
        const { process, depth } = next;
        if (seen.has(process)) continue;
        seen.add(process);
        take(process, depth);
        const below = (children.get(process) ?? []).sort(byStart).reverse();
        stack.push(...below.map((child) => ({ process: child, depth: depth + 1 })));
      }
    };
    for (const process of (children.get(null) ?? []).sort(byStart)) visit(process);
    // in a damaged capture, processes can descend from each other
    for (const process of this.all.values()) visit(process);
  }
}

const byStart = (a: Process, b: Process): number => {
  const [one, other] = [a.start ?? 0n, b.start ?? 0n];
  return one === other ? a.pid - b.pid : one < other ? -1 : 1;
};

/** A process ends with its last thread; its main thread tells the status. */
function noteExit(process: Process, { view }: Evt, thread: Thread): void {
  if (thread.isMain) {
    const status = view.int64(findParam(view.type, 'status'));
    process.status = Number.isNaN(status) ? null : status;
  }
  if (thread.group?.alive === 0) process.end = timeValue(view.tsHi, view.tsLo);
}

const COLUMNS: readonly Column[] = [
  { name: 'depth', heading: null, type: 'number' },
  { name: 'proc.pid', heading: 'PID', type: 'number', isRight: true },
  { name: 'proc.ppid', heading: 'PPID', type: 'number', isRight: true },
  { name: 'start', heading: 'Start', type: 'time' },
  { name: 'end', heading: 'End', type: 'time' },
  { name: 'duration', heading: 'Duration', type: 'duration', isRight: true },
  { name: 'cputime', heading: 'CPU', type: 'duration', isRight: true },
  { name: 'status', heading: null, type: 'number' },
  { name: 'signal', heading: null, type: 'number' },
  { name: 'ended', heading: 'Ended', type: 'text' },
  { name: 'proc.name', heading: null, type: 'text' },
  { name: 'proc.exepath', heading: null, type: 'text' },
  { name: 'proc.cmdline', heading: null, type: 'text' },
  { name: 'tree', heading: 'Command', type: 'text' },
];
/** Those for people only. */
const SHOWN: ReadonlySet<string> = new Set(['ended', 'tree']);

function rowsOf(processes: Processes, { lastTsHi, lastTsLo }: SystemState): readonly Row[] {
  const now = timeValue(lastTsHi, lastTsLo);
  const rows: Row[] = [];
  processes.forEach((process, depth) => {
    const row = process.row(now);
    rows.push([depth, ...row, `${INDENT.repeat(Math.min(depth, MAX_INDENT))}${row.at(-1)}`]);
  });
  return rows;
}

function start(_: readonly string[], context: ChiselContext): ChiselRun {
  const cpu = cpuTime(context, []);
  const processes = new Processes(cpu.of);
  return {
    kind: 'rows',
    filter: context.isLive ? treeOf(LIVES) : null,
    observer: cpu.observer,
    lack: () => {
      if (processes.isFull) return `there were more than ${MAX_PROCESSES} processes; later ones are not listed`;
      return processes.hasCpu ? cpu.lack() : null;
    },
    form: {
      columns: COLUMNS,
      members: COLUMNS.filter(({ name }) => !SHOWN.has(name)).map(({ name }) => name),
      layout: { kind: 'listing' },
    },
    take: (evt) => processes.take(evt),
    columns: context.isLive
      ? null
      : {
          types: COLUMN_TYPES,
          reads: READS_ALL,
          assign: (_subject, evt) => void processes.of(evt),
          take: () => undefined,
        },
    report: { schedule: 'end', make: ({ state }) => ({ rows: rowsOf(processes, state), isFull: processes.isFull }) },
  };
}

/** The processes with their lifetimes. */
export const PROCESS_TREE: Chisel = {
  name: 'proctree',
  category: 'CPU Usage',
  summary: 'processes as a tree: start, end, exit status, CPU time',
  description:
    'Lists at the end the processes that did something, each below its parent: when it started and ended, how long it ran, its CPU time, and its exit status or signal. CPU time comes from the switches of the scheduler.',
  args: [],
  start,
};
