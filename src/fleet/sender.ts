import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../source/system-error.js';
import { pathOf } from './item.js';
import type { Spool, Spooled } from './spool.js';
import type { Target } from './target.js';

/** Times in ms: a connection that does not move is given up; pauses after failures are doubled up to the longest. */
const IDLE_MS = 120_000;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
/** How long a collector is waited for to ask for the body (RFC 9110, 10.1.1). */
const CONTINUE_MS = 2000;
/** Characters of an answer. */
const MOST_TEXT = 300;
const OK = 200;
const FIRST_ERROR = 300;
const TOO_LARGE = 413;

/** The answer of a collector. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What a sender sends from, and to whom. */
export interface SenderParts {
  readonly spool: Spool;
  readonly target: Target;
  readonly token: string;
  /** Certificates to trust instead of the system's, as PEM; null for those. */
  readonly authority: Buffer | null;
  readonly warn: (line: string) => void;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The answer to a request. The body is sent once the collector asks for it. */
function answerTo(asked: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        if (text.length < MOST_TEXT) text += piece;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text: text.slice(0, MOST_TEXT).trim() }));
    });
  });
}

/** Sends what is in a spool, the oldest first, one item at a time, until the collector has each. Nothing waits for it but the spool. */
export class Sender {
  private readonly parts: SenderParts;
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly ended = new AbortController();
  private pause = 0;
  private isWarned = false;

  constructor(parts: SenderParts) {
    this.parts = parts;
    const { target, authority } = parts;
    const options = { keepAlive: true, maxSockets: 1 };
    this.agent = target.isSecure
      ? new HttpsAgent({ ...options, ...(authority === null ? {} : { ca: authority }) })
      : new HttpAgent(options);
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

  /** Sends what waits, for `ms` at most, or until the collector fails; resolves to whether all of it was sent. */
  async drain(ms: number): Promise<boolean> {
    const { spool } = this.parts;
    const until = Date.now() + ms;
    this.pause = 0;
    while (spool.oldest !== null && this.pause === 0 && Date.now() < until) await this.send(spool.oldest);
    return spool.oldest === null;
  }

  /** Ends run(). Idempotent. */
  stop(): void {
    this.ended.abort();
    this.parts.spool.rouse();
  }

  /** Ends connections. */
  close(): void {
    this.stop();
    this.agent.destroy();
  }

  private async send(item: Spooled): Promise<void> {
    const { spool } = this.parts;
    let reason: string;
    try {
      const { status, text } = await this.put(item);
      if (status >= OK && status < FIRST_ERROR) {
        this.succeed();
        spool.remove(item);
        return;
      }
      if (status === TOO_LARGE) {
        spool.setAside(item);
        this.parts.warn(
          `sysshark: ${this.name} takes no segments of ${item.bytes} bytes: ${item.path}.refused stays here`,
        );
        return;
      }
      reason = `it answers ${status}${text === '' ? '' : `: ${text}`}`;
    } catch (error) {
      // given up meanwhile for lack of room
      if (spool.oldest !== item) return;
      reason = reasonOf(error);
    }
    await this.fail(reason);
  }

  private get name(): string {
    return this.parts.target.text;
  }

  private succeed(): void {
    this.pause = 0;
    if (this.isWarned) this.parts.warn(`sysshark: ${this.name} takes segments again`);
    this.isWarned = false;
  }

  private async fail(reason: string): Promise<void> {
    this.pause = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pause * 2));
    if (!this.isWarned)
      this.parts.warn(`sysshark: cannot send to ${this.name}: ${reason}; segments wait in ${this.parts.spool.base}`);
    this.isWarned = true;
    // not all hosts at the same time
    const ms = this.pause * (0.5 + Math.random() / 2);
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }

  private async put({ id, path, bytes }: Spooled): Promise<Answer> {
    const { target, token } = this.parts;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'content-length': bytes,
      'x-content-sha256': await digestOf(path),
      expect: '100-continue',
    };
    const ask = target.isSecure ? httpsRequest : httpRequest;
    const asked = ask({
      method: 'PUT',
      host: target.host,
      port: target.port,
      path: target.base + pathOf(id),
      agent: this.agent,
      headers,
      timeout: IDLE_MS,
    });
    asked.once('timeout', () => asked.destroy(new Error('it does not answer')));
    const answer = answerTo(asked);
    let isAsked = false;
    const sendBody = (): void => {
      if (isAsked) return;
      isAsked = true;
      pipeline(createReadStream(path), asked).catch((error: Error) => asked.destroy(error));
    };
    asked.once('continue', sendBody);
    const timer = setTimeout(sendBody, CONTINUE_MS);
    asked.flushHeaders();
    try {
      return await answer;
    } finally {
      isAsked = true;
      clearTimeout(timer);
      // an answer without asking for the body leaves a connection that waits for it
      if (!asked.writableEnded) asked.destroy();
    }
  }
}
