import { WIDE_ZERO } from '../bytes/int64.js';
import { EMPTY_LIST, type TextList } from '../decode/text-list.js';
import { HOST } from './container-id.js';
import type { ContainerRole } from './container-role.js';
import type { EnterWords } from './converter.js';
import type { EnterEvent } from './enter-event.js';
import type { FdInfo } from './fd-info.js';
import { FdTable } from './fd-table.js';
import type { HeldTexts } from './held-texts.js';
import { UNKNOWN_DIRECTORY } from './path.js';
import { TASK } from './task-flags.js';
import type { ThreadGroup } from './thread-group.js';

const DELETED = ' (deleted)';

/** One kernel task, as known from events and the capture's header. Strings are byte strings; -1 means unknown. */
export class Thread {
  readonly tid: number;
  pid = -1;
  ptid = -1;
  sid = -1;
  vpgid = -1;
  pgid = -1;
  vtid = -1;
  vpid = -1;
  comm = '<NA>';
  exe = '<NA>';
  exepath = '';
  /** Set by setArgs. */
  args = EMPTY_LIST;
  env = EMPTY_LIST;
  /** `subsystem=path` entries. */
  cgroups = EMPTY_LIST;
  root = '';
  /** Only meaningful on a main thread; ends with "/". */
  cwd = '';
  fdlimit: number | bigint = -1;
  /** PPM_CL_* bits. */
  flags = 0;
  uid = 0xffffffff;
  gid = 0xffffffff;
  loginuid = 0xffffffff;
  tty = 0;
  vmsizeKb = 0;
  vmrssKb = 0;
  vmswapKb = 0;
  pfmajor = 0;
  pfminor = 0;
  isExeWritable = false;
  isExeUpperLayer = false;
  isExeLowerLayer = false;
  isExeFromMemfd = false;
  capInheritable = 0n;
  capPermitted = 0n;
  capEffective = 0n;
  exeIno = 0n;
  exeCtime = 0n;
  exeMtime = 0n;
  /** From the change of the program file to the clone of the thread, and from the start of the pid namespace to that change; ns. */
  changeToStart = 0n;
  namespaceToChange = 0n;
  pidnsInitStart = 0n;
  container = HOST;
  containerRole: ContainerRole = 'none';
  /** Descriptors by number; on main threads only. */
  readonly fds = new FdTable();
  isDead = false;
  isReaper = false;
  /** Added for a tid that neither an event nor the header announced. */
  isFake = false;
  /** Whether it is the captured command (SystemState.commandTid) or descends from it. */
  isOfCommand = false;

  /** Time of clone and of the last execve, halves of ns since the epoch; 0,0 if unknown. */
  cloneTsHi = 0;
  cloneTsLo = WIDE_ZERO;
  execTsHi = 0;
  execTsLo = WIDE_ZERO;

  /** Threads with the same pid; null if the pid is unknown. */
  group: ThreadGroup<Thread> | null = null;
  /** Threads whose ptid is this tid; created with the first one. */
  children: Thread[] | null = null;
  /** The thread that adopts the children at exit: a tid, 0 for none, -1 if not reported. */
  reaperTid = -1;

  /** Type of the last event and number of the descriptor that it used (-1: none). */
  lastType = -1;
  lastFd = -1;
  /** Whether no exit event has followed the last enter event. */
  isInCall = false;
  /** Enter event whose parameters its exit needs. */
  enter: EnterEvent | null = null;
  /** Its texts as charged to the budget; null if it is in no table. */
  held: HeldTexts<Thread> | null = null;
  /** Values of the last enter event, used to complete old exit events. */
  enterWords: EnterWords | null = null;
  /** Time of the last enter event, 0 if there was none. */
  enterTsHi = 0;
  enterTsLo = WIDE_ZERO;
  /** evt.latency of the current event in ns; 0 if its enter event is unknown. */
  latency = WIDE_ZERO;

  /** comm when the arguments were set, and the cached command line. */
  private argsComm = '';
  private line: string | null = null;

  constructor(tid: number) {
    this.tid = tid;
  }

  /** Container id from the control groups; empty for the host. */
  get containerId(): string {
    return this.container.id;
  }

  /** Whether this thread owns the descriptors and directory of its process. */
  get isMain(): boolean {
    return this.tid === this.pid;
  }

  /** Main thread of the group, possibly this one; null if unknown. */
  get main(): Thread | null {
    if (this.tid === this.pid) return this;
    return this.group === null ? null : this.group.main;
  }

  /** Thread whose table holds the descriptors that this one uses. */
  get fdOwner(): Thread | null {
    return (this.flags & TASK.FILES) === 0 ? this : this.main;
  }

  /** Open descriptor by number, or null. */
  findFd(fd: number): FdInfo | null {
    if (fd < 0) return null;
    const owner = (this.flags & TASK.FILES) === 0 ? this : this.main;
    return owner === null ? null : owner.fds.get(fd);
  }

  /** Copies descriptor `fd` to `to`; the copy does not count as renamed. */
  copyFd(fd: number, to: number): void {
    const copy = this.findFd(fd)?.clone();
    if (copy === undefined) return;
    copy.isNameChanged = false;
    this.fdOwner?.fds.set(to, copy);
  }

  /** Working directory of the process, ending with "/"; "./" if unknown. */
  get directory(): string {
    return this.main?.cwd ?? UNKNOWN_DIRECTORY;
  }

  /** Sets the arguments and, with the current comm, the command line. */
  setArgs(args: TextList): void {
    this.args = args;
    this.argsComm = this.comm;
    this.line = null;
    this.held?.giveLine();
  }

  /** comm and arguments joined, as of when the arguments were last set (proc.cmdline). */
  get cmdline(): string {
    if (this.line !== null) return this.line;
    const line = [this.argsComm, ...this.args.items].join(' ');
    if (this.held?.holdLine(line) !== false) this.line = line;
    return line;
  }

  /** Sets the path of the program, without the suffix that /proc and the kernel add for a deleted file, as in the reference. */
  setExepath(path: string): void {
    this.exepath = path.endsWith(DELETED) ? path.slice(0, -DELETED.length) : path;
  }

  /**
   * Computes the spans between the program file's change and the clone of the thread and start of the namespace; unsigned, as in
   * the reference. A span is left as it was if the clone time is unknown or the namespace did not start before the change.
   */
  compareProgramTimes(): void {
    const { exeCtime, pidnsInitStart } = this;
    const start = (BigInt(this.cloneTsHi) << 32n) | BigInt(this.cloneTsLo);
    if (start !== 0n) this.changeToStart = BigInt.asUintN(64, start - exeCtime);
    if (pidnsInitStart !== 0n && exeCtime > pidnsInitStart) this.namespaceToChange = exeCtime - pidnsInitStart;
  }

  /** Sets the working directory; stored with a final slash. */
  setDirectory(path: string): void {
    this.cwd = path.endsWith('/') ? path : `${path}/`;
  }
}
