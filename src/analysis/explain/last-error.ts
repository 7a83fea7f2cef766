import { decodeText } from '../../bytes/text.js';
import { findParam } from '../../decode/param-index.js';
import { dataDirection } from '../../fields/category.js';
import { resultOf } from '../../fields/result.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { maskOf } from '../../output/masking.js';
import { endingText, errorName } from '../../output/words/sentence.js';
import { endSignal, signalName } from '../../render/wait-status.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import { Recent } from '../recent.js';
import { type SentSignal, SentSignals } from './sent-signals.js';

/** What C libraries print for errors; programs print it for the failure that ends them. */
const MESSAGES: readonly (readonly [error: string, message: string])[] = [
  ['ENOENT', 'No such file or directory'],
  ['EACCES', 'Permission denied'],
  ['EPERM', 'Operation not permitted'],
  ['EADDRINUSE', 'Address already in use'],
  ['ECONNREFUSED', 'Connection refused'],
  ['EMFILE', 'Too many open files'],
  ['ENOSPC', 'No space left on device'],
  ['EEXIST', 'File exists'],
  ['ENOTDIR', 'Not a directory'],
  ['EISDIR', 'Is a directory'],
  ['EROFS', 'Read-only file system'],
  ['EBADF', 'Bad file descriptor'],
  ['EPIPE', 'Broken pipe'],
  ['ETIMEDOUT', 'timed out'],
  ['ENOEXEC', 'Exec format error'],
  ['ETXTBSY', 'Text file busy'],
  ['EADDRNOTAVAIL', 'Cannot assign requested address'],
  ['ENETUNREACH', 'Network is unreachable'],
  ['EHOSTUNREACH', 'No route to host'],
  ['ENOMEM', 'Cannot allocate memory'],
  ['EINVAL', 'Invalid argument'],
  ['EIO', 'Input/output error'],
];
/** Failures that programs expect. */
const HARMLESS: ReadonlySet<string> = new Set(
  'EAGAIN EINTR EINPROGRESS ERESTARTSYS ECHILD ENOTTY EALREADY ETIMEDOUT ENODATA ERESTART_RESTARTBLOCK'.split(' '),
);
/** Signals that the kernel sends to programs that do what they may not. */
const FAULTS: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGSYS']);
const UNKNOWN_SENDER =
  'Who sent it is not in the capture: a process that was not captured, a terminal, or the kernel, for example for want of memory.';
const STANDARD_ERROR = 2;
const MAX_PROCESSES = 65_536;
/** Failures that are remembered of a process. */
const FAILURES = 64;

interface Failure {
  readonly num: number;
  readonly error: string;
}

/** A process while it runs, and after it has ended. */
interface Process {
  readonly pid: number;
  readonly comm: string;
  readonly parent: number;
  readonly failures: readonly Failure[];
  /** The failure whose message it has printed, and the event that printed it; null for none. */
  readonly told: { readonly failure: Failure; readonly by: number } | null;
  /** When it ended, and how (wait(2)); 0 while it runs. */
  readonly ended: number;
  readonly status: number;
  /** The call that sent the signal which ended it; null if there is none, or it was not captured. */
  readonly killed: SentSignal | null;
}

/** What most likely ended a program. */
export interface LastError {
  /** The call that failed, or sent a signal; null if it was no call that was captured. */
  readonly num: number | null;
  /** Why this one, in sentences (byte strings, masked). */
  readonly reasons: readonly string[];
}

/** Finds the failure that most likely ended a program: the last one that ended badly, or the child that made it do so. */
export class LastErrorSearch implements EventConsumer {
  private readonly signals = new SentSignals();
  private readonly processes = new Recent<number, Process>(MAX_PROCESSES);
  /** The process that ended badly last, of each parent, and of all. */
  private readonly ofParent = new Recent<number, Process>(MAX_PROCESSES);
  private last: Process | null = null;

  event(evt: Evt): boolean {
    const { thread, view } = evt;
    if (thread === null) return false;
    if (view.type === EVT.PROCEXIT_1_E) this.end(evt);
    else this.learn(evt, resultOf(evt));
    return true;
  }

  /** The failure; null if no program ended badly, or none of its calls failed. */
  get found(): LastError | null {
    let process = this.last;
    for (let depth = 0; process !== null && depth < FAILURES; depth++) {
      const child: Process | null = this.ofParent.get(process.pid) ?? null;
      if (process.told !== null || endSignal(process.status) !== 0 || child === null) break;
      process = child;
    }
    return process === null ? null : errorOf(process);
  }

  /** How the program ended that is explained, if there is one; null if none ended badly. */
  get ending(): string | null {
    return this.last === null ? null : endText(this.last);
  }

  private learn(evt: Evt, result: number): void {
    this.signals.note(evt);
    if (result < 0 && !HARMLESS.has(errorName(result))) {
      const process = this.processOf(evt);
      const failures = [...process.failures.slice(1 - FAILURES), { num: evt.num, error: errorName(result) }];
      this.processes.set(process.pid, { ...process, failures });
    } else if (result > 0 && evt.fdNum === STANDARD_ERROR && dataDirection(evt.view.def) === 'write') this.listen(evt);
  }

  /** Looks for the message of a failure in what a process prints. */
  private listen(evt: Evt): void {
    const { view } = evt;
    const index = findParam(view.type, 'data');
    if (index < 0) return;
    const start = view.paramStart(index);
    const text = decodeText(view.bytes, start, start + view.paramLength(index));
    const process = this.processOf(evt);
    const errors = MESSAGES.filter(([, message]) => text.includes(message)).map(([error]) => error);
    const failure = process.failures.findLast(({ error }) => errors.includes(error));
    if (failure !== undefined) this.processes.set(process.pid, { ...process, told: { failure, by: evt.num } });
  }

  private end(evt: Evt): void {
    const { thread, num, view } = evt;
    const status = view.int64(findParam(view.type, 'status'));
    if (thread === null || thread.tid !== thread.pid || !(status !== 0)) return;
    const killed = this.signals.to(thread, endSignal(status));
    const process = { ...this.processOf(evt), comm: thread.comm, ended: num, status, killed };
    this.ofParent.set(process.parent, process);
    this.last = process;
  }

  private processOf({ thread }: Evt): Process {
    const { pid = 0, ptid = 0, comm = '' } = thread ?? {};
    const known = this.processes.get(pid);
    if (known !== undefined) return known;
    return { pid, comm, parent: ptid, failures: [], told: null, ended: 0, status: 0, killed: null };
  }
}

const mask = maskOf({ isMasked: true });

function endText({ pid, comm, status, ended }: Process): string {
  return `${mask(comm)}(${pid}) ended ${endingText(status)} (event ${ended}).`;
}

/** The failure whose message the process has printed. */
function toldOf(process: Process): LastError | null {
  const { told } = process;
  if (told === null) return null;
  const by = `It had printed the message of ${told.failure.error} (event ${told.by}).`;
  return { num: told.failure.num, reasons: [endText(process), by] };
}

/** The last of some failures of the process. */
function lastOf(process: Process, failures: readonly Failure[]): LastError | null {
  const failure = failures.at(-1);
  if (failure === undefined) return null;
  return {
    num: failure.num,
    reasons: [endText(process), 'It printed no message of a failure; this was its last one.'],
  };
}

/** Signals that follow from failures of calls, and how to find the failure. */
const FOLLOWS: Readonly<Record<string, (process: Process) => LastError | null>> = {
  SIGPIPE: (process) =>
    lastOf(
      process,
      process.failures.filter(({ error }) => error === 'EPIPE'),
    ),
  SIGABRT: toldOf,
};

function errorOf(process: Process): LastError | null {
  const number = endSignal(process.status);
  if (number === 0) return toldOf(process) ?? lastOf(process, process.failures);
  const signal = signalName(number);
  return FOLLOWS[signal]?.(process) ?? killOf(process, signal);
}

/** The call that sent the signal; if that is not known, what signals of this kind mean. */
function killOf(process: Process, signal: string): LastError {
  const { killed, pid } = process;
  const why = FAULTS.has(signal) ? 'That is a fault of the program itself, not of a call.' : UNKNOWN_SENDER;
  if (killed === null) return { num: null, reasons: [endText(process), why] };
  const sender = killed.by === pid ? 'It sent this signal to itself.' : 'Another process sent this signal.';
  return { num: killed.num, reasons: [endText(process), sender] };
}
