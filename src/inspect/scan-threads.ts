import type { Worker } from 'node:worker_threads';
import { SyssharkError } from '../errors.js';
import type { Demand } from './demand.js';
import type { ScanPart } from './scan-part.js';
import type { ScanAnswer, ScanOrder } from './scan-thread.js';

/** What threads search, and how many. */
export interface ScanLimits {
  /** Most threads. */
  readonly threads: number;
  /** Bytes of captures that are worth it: smaller ones are searched faster than a thread is started. */
  readonly bytes: number;
  /** Least rows of a part, if there are as many: state is restored once for each. */
  readonly rows: number;
}

/** A part takes some 0.2 s then. */
export const SCAN_LIMITS: Omit<ScanLimits, 'threads'> = { bytes: 16 << 20, rows: 1 << 18 };

/** A thread has ended that should not, or could not be started: its user may not be one who can read the program. */
export class LostThreadError extends SyssharkError {
  constructor(why: string) {
    super('IO', `a thread that searches the capture has failed: ${why}`);
    this.name = 'LostThreadError';
  }
}

/** A part that is searched, or waits for it. */
class Task {
  /** Resolves when it is searched, or was stopped. Rejects with SyssharkError, LostThreadError. */
  readonly done: Promise<void>;
  resolve: () => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;
  readonly part: ScanPart;
  readonly found: (nums: Float64Array) => void;
  readonly demand: Demand;

  constructor(part: ScanPart, found: (nums: Float64Array) => void, demand: Demand) {
    this.part = part;
    this.found = found;
    this.demand = demand;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // who waits for it may come later
    this.done.catch(() => undefined);
  }
}

/** A thread, and what it searches. */
interface Thread {
  readonly worker: Worker;
  task: Task | null;
}

/** Threads that search parts of captures (scan-thread.ts). They are started when they are needed, and stay. */
export class ScanThreads {
  readonly limits: ScanLimits;
  private readonly start: () => Worker;
  private readonly threads = new Set<Thread>();
  private readonly waiting: Task[] = [];

  /** `start` starts a thread that runs serveScans. */
  constructor(start: () => Worker, limits: ScanLimits) {
    this.start = start;
    this.limits = limits;
  }

  /**
   * Searches a part, once a thread has time for it: `found` gets the numbers of its events, in order. Those that were asked for last
   * (`demand`) come first.
   */
  scan(
    part: ScanPart,
    found: (nums: Float64Array) => void,
    demand: Demand,
  ): { readonly done: Promise<void>; stop(): void } {
    const task = new Task(part, found, demand);
    this.waiting.push(task);
    this.startNext();
    return { done: task.done, stop: () => this.stop(task) };
  }

  private stop(task: Task): void {
    const at = this.waiting.indexOf(task);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      task.resolve();
      return;
    }
    for (const thread of this.threads) if (thread.task === task) order(thread, { kind: 'stop' });
  }

  private startNext(): void {
    const task = lastAsked(this.waiting);
    if (task === undefined) return;
    const thread = this.free();
    if (thread === null) return;
    this.waiting.splice(this.waiting.indexOf(task), 1);
    thread.task = task;
    order(thread, { kind: 'scan', part: task.part });
  }

  /** A thread that has nothing to do; null if none may be started. */
  private free(): Thread | null {
    for (const thread of this.threads) if (thread.task === null) return thread;
    return this.threads.size < this.limits.threads ? this.add() : null;
  }

  private add(): Thread {
    const thread: Thread = { worker: this.start(), task: null };
    const { worker } = thread;
    this.threads.add(thread);
    worker.on('message', (answer: ScanAnswer) => this.hear(thread, answer));
    worker.on('error', ({ message }) => this.lose(thread, message));
    worker.on('exit', () => this.lose(thread, 'it has ended'));
    return thread;
  }

  private hear(thread: Thread, answer: ScanAnswer): void {
    const { task } = thread;
    if (answer.kind === 'found') {
      task?.found(answer.nums);
      return;
    }
    thread.task = null;
    if (answer.problem === null) task?.resolve();
    else task?.reject(new SyssharkError('IO', answer.problem));
    this.startNext();
  }

  private lose(thread: Thread, why: string): void {
    this.threads.delete(thread);
    thread.task?.reject(new LostThreadError(why));
    thread.task = null;
    this.startNext();
  }

  /** Ends all threads, and what they search. Idempotent. */
  async close(): Promise<void> {
    for (const task of this.waiting.splice(0)) task.resolve();
    const threads = [...this.threads];
    this.threads.clear();
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
}

/** The first one of those that were asked for last. */
function lastAsked(tasks: readonly Task[]): Task | undefined {
  let [last] = tasks;
  for (const task of tasks) if (task.demand.askedAt > (last as Task).demand.askedAt) last = task;
  return last;
}

function order({ worker }: Thread, what: ScanOrder): void {
  worker.postMessage(what);
}
