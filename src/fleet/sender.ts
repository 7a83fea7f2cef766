import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../source/system-error.js';
import type { Destination, Outcome } from './destination.js';
import type { Spool, Spooled } from './spool.js';

/** Pauses after failures are doubled up to the longest, in ms. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;

/** What a sender sends from, and to whom. */
export interface SenderParts {
  readonly spool: Spool;
  readonly destination: Destination;
  readonly warn: (line: string) => void;
}

/** Sends what is in a spool, the oldest first, one item at a time, until its destination has each. Nothing waits for it but the spool. */
export class Sender {
  private readonly parts: SenderParts;
  private readonly ended = new AbortController();
  private pause = 0;
  private isWarned = false;
  private isClosed = false;

  constructor(parts: SenderParts) {
    this.parts = parts;
  }

  /** Sends until it is stopped. Throws SyssharkError IO if the spool fails. */
  async run(): Promise<void> {
    const { spool } = this.parts;
    const { signal } = this.ended;
    while (!signal.aborted) {
      const item = spool.oldest;
      if (item === null) await spool.arrival();
      else await this.send(item);
    }
  }

  /**
   * Sends what waits, for `ms` at most, or until the destination fails or close() is called; resolves to whether all of it
   * was sent.
   */
  async drain(ms: number): Promise<boolean> {
    const { spool } = this.parts;
    const until = Date.now() + ms;
    this.pause = 0;
    while (!this.isClosed && spool.oldest !== null && this.pause === 0 && Date.now() < until)
      await this.send(spool.oldest);
    return spool.oldest === null;
  }

  /** Ends run(). Idempotent. */
  stop(): void {
    this.ended.abort();
    this.parts.spool.rouse();
  }

  /** Ends connections: what is being sent fails. Idempotent. */
  close(): void {
    this.isClosed = true;
    this.stop();
    this.parts.destination.close();
  }

  private async send(item: Spooled): Promise<void> {
    const { spool, destination, warn } = this.parts;
    let outcome: Outcome;
    try {
      outcome = await destination.put(item);
    } catch (error) {
      // given up meanwhile for lack of room
      if (spool.oldest !== item) return;
      outcome = { kind: 'failed', reason: reasonOf(error) };
    }
    if (outcome.kind === 'failed') return this.fail(outcome.reason);
    if (outcome.kind === 'taken') {
      this.succeed();
      spool.remove(item);
      return;
    }
    spool.setAside(item);
    warn(`sysshark: ${destination.name} takes no segments of ${item.bytes} bytes: ${item.path}.refused stays here`);
  }

  private succeed(): void {
    this.pause = 0;
    if (this.isWarned) this.parts.warn(`sysshark: ${this.parts.destination.name} takes segments again`);
    this.isWarned = false;
  }

  private async fail(reason: string): Promise<void> {
    const { spool, destination, warn } = this.parts;
    this.pause = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pause * 2));
    if (!this.isWarned) warn(`sysshark: cannot send to ${destination.name}: ${reason}; segments wait in ${spool.base}`);
    this.isWarned = true;
    // not all hosts at the same time
    const ms = this.pause * (0.5 + Math.random() / 2);
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }
}
