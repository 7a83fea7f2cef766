import { type ChildProcess, spawn } from 'node:child_process';
import type { CheckCapture } from '../../fleet/checks.js';
import { EXIT } from '../exit-codes.js';
import { checkOptions } from '../options/run-options.js';
import { CHECK_PROGRAM } from '../parent-channel.js';
import type { ProcessIo } from '../process-io.js';
import { endWithParent } from './end-with-parent.js';
import { runCapture } from './run-capture.js';

/** How long a capture may take to be read, in ms, and the memory for its processes and descriptors, and for all of it. */
const CHECK_MS = 20_000;
const STATE_MEMORY = '256m';
const HEAP = '--max-old-space-size=768';
/** Captures after which a process makes room for a new one. */
const MOST_CAPTURES = 200;

/** What the process answers: why a capture cannot be read; null if it can. */
interface Verdict {
  readonly reason: string | null;
}

/** What became of a check: a verdict, or the end of the process. */
type CheckEnd = Verdict | 'late' | 'ended';

/** A process of this program that checks captures, one at a time. */
class Checker {
  private readonly child: ChildProcess;
  private checked = 0;

  constructor() {
    const [, script = ''] = process.argv;
    this.child = spawn(process.execPath, [...process.execArgv, HEAP, script, CHECK_PROGRAM, String(process.pid)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // one that cannot be started cannot be sent to, either
    this.child.on('error', () => undefined);
    // it is there for as long as its parent is, and does not hold it up
    this.child.unref();
    this.child.channel?.unref();
  }

  get isNew(): boolean {
    return this.checked === 0;
  }

  get isSpent(): boolean {
    return !this.child.connected || this.checked >= MOST_CAPTURES;
  }

  check(path: string): Promise<CheckEnd> {
    this.checked++;
    const { child } = this;
    return new Promise((resolve) => {
      const finish = (end: CheckEnd): void => {
        clearTimeout(timer);
        child.off('message', onVerdict).off('exit', onEnd);
        if (typeof end === 'string') this.kill();
        resolve(end);
      };
      const onVerdict = (verdict: Verdict): void => finish(verdict);
      const onEnd = (): void => finish('ended');
      const timer = setTimeout(() => finish('late'), CHECK_MS);
      child.once('message', onVerdict).once('exit', onEnd);
      child.send({ path }, (error) => {
        if (error !== null) onEnd();
      });
    });
  }

  kill(): void {
    if (this.child.connected) this.child.disconnect();
    this.child.kill('SIGKILL');
  }
}

/** Times that a capture is read whose process ends: it may have been ended by others. */
const MOST_ENDS = 3;

/**
 * Checks captures in processes that are kept: each capture is a stranger's, and may be anything. One that takes too long has a second
 * chance in a new process, so what came before it cannot harm it.
 */
export class KeptCheckers {
  private readonly idle: Checker[] = [];

  readonly check: CheckCapture = async (path) => {
    const { checker, wasNew } = this.take();
    let end = await this.run(checker, path);
    if (end === 'late' && !wasNew) end = await this.run(new Checker(), path);
    for (let ends = 1; end === 'ended' && ends < MOST_ENDS; ends++) end = await this.run(new Checker(), path);
    if (end === 'late') return `it takes longer than ${CHECK_MS / 1000} s`;
    return end === 'ended' ? 'the process that reads it ends' : end.reason;
  };

  private take(): { readonly checker: Checker; readonly wasNew: boolean } {
    let checker = this.idle.pop();
    while (checker?.isSpent === true) {
      checker.kill();
      checker = this.idle.pop();
    }
    const taken = checker ?? new Checker();
    return { checker: taken, wasNew: taken.isNew };
  }

  private async run(checker: Checker, path: string): Promise<CheckEnd> {
    const end = await checker.check(path);
    if (checker.isSpent) checker.kill();
    else this.idle.push(checker);
    return end;
  }

  /** Ends the processes. Idempotent. */
  close(): void {
    for (const checker of this.idle) checker.kill();
  }
}

/** Reads all of a capture; resolves to why it cannot be read, null if it can. */
async function faultOf(path: string, processIo: ProcessIo): Promise<string | null> {
  const said: string[] = [];
  const warn = (line: string): void => void said.push(line);
  try {
    const options = checkOptions({ read: [path], quiet: true, stateMemory: STATE_MEMORY }, []);
    const status = await runCapture(options, { ...processIo, warn });
    if (status === EXIT.DONE) return null;
    said.push(`status ${status}`);
  } catch (error) {
    said.push((error as Error).message);
  }
  const [first = ''] = said;
  return first.replace(/^sysshark: /, '').replace(`${path}: `, '');
}

/** The process that checks captures: answers one after the other until its parent, a process with this number, is gone. Never resolves. */
export async function runCheckProgram(processIo: ProcessIo, parent: number): Promise<never> {
  endWithParent(parent);
  // its parent ends it: a check that was cut short would say that a capture is sound
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
  const ownIo: ProcessIo = { ...processIo, onEnd: () => () => undefined };
  process.on('message', ({ path }: { readonly path: string }) => {
    void faultOf(path, ownIo).then((reason) => process.send?.({ reason } satisfies Verdict));
  });
  return new Promise(() => undefined);
}
