import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { SyssharkError } from '../../errors.js';
import type { Account } from '../../source/account.js';
import { RecordedContent } from '../../source/recorded-content.js';
import { reasonOf } from '../../source/system-error.js';
import { sizeText } from '../options/option-values.js';
import type { UiRecording } from '../options/ui-options.js';
import { RECORDS_FOR, type RecorderMessage } from '../parent-channel.js';

const POLL_MS = 10;
/** The exit status for a process that was ended by a signal is this plus the signal's number. */
const SIGNALLED = 128;

/**
 * This program once more, which records into a file: it has rings, a queue and a thread of its own, so it waits neither for the page
 * nor for the index, and it gives up root by itself. It ends with this process.
 */
export class Recorder {
  readonly content: RecordedContent;
  /** Its exit status, once it has ended; null until then. */
  status: number | null = null;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;

  /** Starts it. `account`: who it continues as; null for the present user. Throws SyssharkError IO. */
  constructor({ words, ...recording }: UiRecording, limit: number, account: Account | null) {
    this.content = new RecordedContent({ ...recording, limit }, account);
    this.content.onFull = () => this.fill(limit);
    this.child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, ...words], {
      stdio: ['inherit', this.content.fd, 'inherit', 'ipc'],
      env: { ...process.env, [RECORDS_FOR]: String(process.pid) },
    });
    this.child.on('message', (message) => this.hear(message as RecorderMessage));
    this.ended = this.end();
  }

  private async end(): Promise<void> {
    const [code, signal] = (await once(this.child, 'exit').catch((error: unknown) => {
      throw new SyssharkError('IO', `cannot start the process that records: ${reasonOf(error)}`, { cause: error });
    })) as [number | null, NodeJS.Signals | null];
    if (signal !== null) this.content.report({ problem: `the process that recorded was ended by ${signal}` });
    this.status = code ?? SIGNALLED + constants.signals[signal as NodeJS.Signals];
    this.content.end();
  }

  private hear(message: RecorderMessage): void {
    if (message.kind === 'failed') this.content.report({ problem: message.message });
    else this.content.report({ lost: message.events, isExact: message.isExact });
  }

  private fill(limit: number): void {
    this.content.report({
      problem: `the capture ended: it filled ${sizeText(limit)} (--limit) faster than it was read`,
    });
    this.stop();
  }

  /** Resolves when it records: whether it does; if not, it has said why, and has ended. */
  async begins(): Promise<boolean> {
    while (this.content.written === 0) {
      if (this.status !== null) return false;
      await Promise.race([this.ended, setTimeout(POLL_MS)]);
    }
    return true;
  }

  /** Whether it has not ended. */
  get isRecording(): boolean {
    return this.status === null;
  }

  /** Asks it to end. Idempotent. */
  stop(): void {
    if (this.child.connected) this.child.send('end', () => undefined);
  }
}
