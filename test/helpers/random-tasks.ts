import { EVENTS, EVT, type EventCode } from '../../src/schema/events.js';
import { TASK } from '../../src/state/task-flags.js';
import { type Dice, int, text } from './event-samples.js';
import { cloneExit, execExit, namedEvent, type ProcessParts } from './process-events.js';
import { CONTAINER_CGROUPS } from './random-records.js';
import type { EventParts } from './scap.js';

/** A thread in the events. */
interface Task {
  readonly tid: number;
  readonly pid: number;
  readonly ptid: number;
  readonly vtid: number;
  readonly vpid: number;
  readonly cgroups: string;
}

/**
 * Added to thread ids so that they exceed those of any kernel: for a process that runs here, the reference would look up
 * descriptors in /proc.
 */
export const TIDS_UP = 5_000_000;
const HOST_CGROUPS = 'cpu=/user.slice';
const host = (tid: number, pid: number, ptid: number): Task => ({
  tid,
  pid,
  ptid,
  vtid: tid,
  vpid: pid,
  cgroups: HOST_CGROUPS,
});
/** The threads of the sample machine, and an unknown one. */
const FIRST = [
  host(TIDS_UP + 1000, TIDS_UP + 1000, 1),
  host(TIDS_UP + 1001, TIDS_UP + 1000, 1),
  host(TIDS_UP + 2000, TIDS_UP + 2000, 1),
  host(TIDS_UP + 3000, TIDS_UP + 3000, TIDS_UP + 2000),
  host(TIDS_UP + 4242, TIDS_UP + 4242, 1),
];
const PROGRAMS = ['sh', 'cat', 'nginx', 'a.out', 'sshd'];
/** Creation events of processes: current ones, then older ones with fewer parameters. */
const CREATIONS: readonly EventCode[] = ['CLONE_20_X', 'CLONE_20_X', 'FORK_20_X', 'VFORK_20_X', 'CLONE3_X'];
const OLD_CREATIONS: readonly EventCode[] = [
  'CLONE_11_X',
  'CLONE_16_X',
  'CLONE_17_X',
  'FORK_X',
  'FORK_17_X',
  'VFORK_X',
  'VFORK_17_X',
];
const THREAD_CREATIONS: readonly EventCode[] = ['CLONE_20_X', 'CLONE3_X'];
const EXECS: readonly EventCode[] = [
  'EXECVE_8_X',
  'EXECVE_13_X',
  'EXECVE_14_X',
  'EXECVE_15_X',
  'EXECVE_16_X',
  'EXECVE_17_X',
  'EXECVE_18_X',
];
/** Inodes of programs, and times (ns): none, a plausible one, and the largest. */
const INODES = [77n, 2n ** 53n + 1n, 2n ** 64n - 1n, 0n];
const TIMES = [0n, 1_600_000_000_123_456_789n, 2n ** 64n - 1n];
/** Numbers of parameters that recorders wrote for EXECVE_19_X and EXECVEAT_X over the years. */
const EXEC_COUNTS = [20, 23, 26, 27, 28, 29, 30];

/** Creation, execs and ends of tasks. */
export class RandomTasks {
  private readonly dice: Dice;
  private readonly push: (parts: EventParts) => void;
  private tasks: readonly Task[] = FIRST;
  private nextTid = TIDS_UP + 5000;

  constructor(dice: Dice, push: (parts: EventParts) => void) {
    this.dice = dice;
    this.push = push;
  }

  /** The id of some thread. */
  tid(): number {
    return this.dice.pick(this.tasks).tid;
  }

  /** A thread creates another one. The event of the new thread comes before its parent's, after it, or not at all. */
  create(): void {
    const { dice } = this;
    const parent = dice.pick(this.tasks);
    const isOld = dice.next(4) === 0;
    const kind = isOld ? 0 : dice.next(8);
    const code = dice.pick(kind === 1 ? THREAD_CREATIONS : isOld ? OLD_CREATIONS : CREATIONS);
    const child = this.newTask(parent, kind);
    const flags = kind === 1 ? TASK.THREAD | TASK.FILES : kind === 2 ? TASK.NEWPID | TASK.CHILD_IN_PIDNS : 0;
    const program = dice.pick(PROGRAMS);
    const isSeenInside = parent.vtid !== parent.tid;
    const result = isSeenInside ? child.vtid : child.tid;
    const common = { flags, namespaceStart: dice.pick(TIMES) };
    const ofParent = cloneExit({ ...parts(parent, program), ...common }, dice.next(8) === 0 ? -11 : result, code);
    const ofChild = cloneExit({ ...parts(child, program), ...common }, 0, code);
    this.push(namedEvent(EVENTS[EVT[code] - 1]?.code as EventCode, parent.tid));
    const order = dice.next(4);
    if (order === 0 || isSeenInside) this.push(this.shortened(ofChild));
    this.push(this.shortened(ofParent));
    if (order === 1) this.push(this.shortened(ofChild));
    this.tasks = [...this.tasks, child];
  }

  private newTask(parent: Task, kind: number): Task {
    const tid = this.nextTid++;
    const isInside = parent.vtid !== parent.tid;
    const vtid = kind === 2 ? 1 : isInside ? tid - TIDS_UP - 4000 : tid;
    const cgroups = kind === 2 ? CONTAINER_CGROUPS : parent.cgroups;
    if (kind === 1) return { tid, pid: parent.pid, ptid: parent.ptid, vtid, vpid: parent.vpid, cgroups };
    return { tid, pid: tid, ptid: parent.tid, vtid, vpid: vtid, cgroups };
  }

  /** Without the start of the pid namespace, as older recorders wrote creation events. */
  private shortened(event: EventParts): EventParts {
    const { params = [] } = event;
    return params.length === 21 && this.dice.next(4) === 0 ? { ...event, params: params.slice(0, 20) } : event;
  }

  /** A process executes another program. */
  exec(): void {
    const { dice } = this;
    const leader = dice.pick(this.tasks.filter(({ tid, pid }) => tid === pid));
    const program = dice.pick(PROGRAMS);
    const args = dice.pick([[], ['-a', 'b c'], ['']]);
    const file = { inode: dice.pick(INODES), changed: dice.pick(TIMES) };
    const process = { ...parts(leader, program), ...file, args, uid: dice.pick([0, 1000]) };
    const exit = execExit(process, dice.next(5) === 0 ? -2 : 0);
    const kind = dice.next(4);
    if (kind === 0) this.oldExec(leader.tid, process);
    else if (kind === 1) {
      const pathname = text(dice.pick([`bin/${program}`, `/bin/${program}`, '']));
      const dirfd = int(dice.pick([-100, 0, 2, 77]), 8);
      this.push(namedEvent('EXECVEAT_E', leader.tid, { dirfd, pathname, flags: int(0, 4) }));
      this.push(dice.next(5) === 0 ? { ...exit, type: EVT.EXECVEAT_X } : exit);
    } else {
      const filename = text(dice.pick([`/bin/${program}`, `./${program}`, program]));
      this.push(namedEvent('EXECVE_19_E', leader.tid, { filename }));
      const { params = [] } = exit;
      this.push(kind === 2 ? exit : { ...exit, params: params.slice(0, dice.pick(EXEC_COUNTS)) });
    }
    this.tasks = this.tasks.filter(({ tid, pid }) => pid !== leader.pid || tid === pid);
  }

  private oldExec(tid: number, process: ProcessParts): void {
    const code = this.dice.pick(EXECS);
    const filename = text(`/bin/${process.program}`);
    this.push(namedEvent(EVENTS[EVT[code] - 1]?.code as EventCode, tid, { filename }));
    this.push(execExit(process, 0, code));
  }

  /** A thread ends; some threads have events afterwards. */
  exit(): void {
    const { dice } = this;
    const { tid } = dice.pick(this.tasks);
    if (dice.next(5) === 0) this.push(namedEvent('PROCEXIT_E', tid));
    else this.push(namedEvent('PROCEXIT_1_E', tid, { reaper_tid: int(dice.pick([0, 1]), 8) }));
    if (dice.next(4) !== 0 && this.tasks.length > 3) this.tasks = this.tasks.filter((task) => task.tid !== tid);
  }
}

function parts(task: Task, program: string): ProcessParts {
  return { ...task, program };
}
