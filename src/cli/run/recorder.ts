import { setTimeout } from 'node:timers/promises';
import type { Account } from '../../source/account.js';
import { RecordedContent } from '../../source/recorded-content.js';
import { sizeText } from '../options/option-values.js';
import type { UiRecording } from '../options/ui-options.js';
import type { RecorderMessage } from '../parent-channel.js';
import { RecordingProcess } from './recording-process.js';

const POLL_MS = 10;

/** A process that records into a file, for the page and its index. */
export class Recorder {
  readonly content: RecordedContent;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  private readonly process: RecordingProcess;

  /** Starts it. `account`: who it continues as; null for the present user. Throws SyssharkError IO. */
  constructor({ words, ...recording }: UiRecording, limit: number, account: Account | null) {
    this.content = new RecordedContent({ ...recording, limit }, account);
    this.content.onFull = () => this.fill(limit);
    this.process = new RecordingProcess({ words, output: this.content.fd, hear: (message) => this.hear(message) });
    this.ended = this.end();
  }

  /** Its exit status, once it has ended; null until then. */
  get status(): number | null {
    return this.process.status;
  }

  private async end(): Promise<void> {
    await this.process.ended;
    const { signal } = this.process;
    if (signal !== null) this.content.report({ problem: `the process that recorded was ended by ${signal}` });
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
    this.process.stop();
  }
}
