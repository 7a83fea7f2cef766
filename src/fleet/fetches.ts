import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FileSpan } from '../output/capture-series.js';
import { MAX_FETCHED, MAX_PART, MAX_TEXT, parseEnd, partHead, partOfPath } from './fetch-protocol.js';
import type { Reply } from './reply.js';

/** Times in ms: a host is asked again after so long; one that is away is waited for so long, and so long for its next part. */
const HOLD_MS = 40_000;
const AWAY_MS = 15_000;
const PART_MS = 60_000;
/** Who may ask a host at a time. */
const MAX_ASKED = 4;
const ID_BYTES = 16;

const GONE: Reply = { status: 410, message: 'nobody waits for it any longer' };
const TAKEN: Reply = { status: 200, message: 'taken' };

/** A period that somebody asks a host for. */
interface Asked {
  readonly id: string;
  readonly host: string;
  readonly span: FileSpan;
  /** To whoever asks. */
  readonly response: ServerResponse;
  /** Whether the host was told. */
  isTold: boolean;
  /** Number of the next part, and bytes up to it. */
  next: number;
  bytes: number;
  timer: NodeJS.Timeout;
}

/** A host that waits for requests. */
interface Waiting {
  readonly response: ServerResponse;
  readonly timer: NodeJS.Timeout;
}

const TOO_LARGE: Reply = { status: 413, message: 'the part is too large' };

/** Why the end of an answer is not taken; null if it is. */
const refusedEnd = (bytes: number): Reply | null => (bytes <= MAX_TEXT ? null : TOO_LARGE);

/** Why a part of an answer is not taken; null if it is. */
function refusedPart(asked: Asked, part: number, bytes: number): Reply | null {
  if (!(bytes <= MAX_PART)) return TOO_LARGE;
  const isNext = part === asked.next && asked.bytes + bytes <= MAX_FETCHED;
  return isNext ? null : { status: 409, message: 'the answer has no such part' };
}

/** Begins an answer, unless it has begun. */
function begin(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/octet-stream' });
}

/** Resolves when more can be written, or never can. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** Brings together who asks for periods of rings and the hosts that have them. Nothing of what they say is kept. */
export class Fetches {
  private readonly asked = new Map<string, Asked>();
  private readonly waiting = new Map<string, Waiting>();
  /** Hosts by whether they allow it, as they said last. */
  private readonly allowed = new Map<string, boolean>();

  /** Notes what a host says of itself. */
  noteHost(host: string, isAllowed: boolean): void {
    this.allowed.set(host, isAllowed);
  }

  /** Lets a host wait for requests; it is answered here. */
  wait(host: string, response: ServerResponse): void {
    this.allowed.set(host, true);
    this.release(host);
    const timer = setTimeout(() => this.release(host), HOLD_MS);
    this.waiting.set(host, { response, timer });
    response.once('close', () => {
      clearTimeout(timer);
      if (this.waiting.get(host)?.response === response) this.waiting.delete(host);
    });
    this.tell(host);
  }

  /** Ends the wait of a host without a request. */
  private release(host: string): void {
    const waiting = this.waiting.get(host);
    if (waiting === undefined) return;
    this.waiting.delete(host);
    clearTimeout(waiting.timer);
    waiting.response.writeHead(204).end();
  }

  /** Asks a host for a period; null if whoever asks is answered here, later. */
  ask(host: string, span: FileSpan, response: ServerResponse): Reply | null {
    if (this.allowed.get(host) === false)
      return { status: 403, message: `ship runs without --allow-fetch on ${host}: it sends nothing on request` };
    if ([...this.asked.values()].filter((one) => one.host === host).length >= MAX_ASKED)
      return { status: 503, message: `${host} is busy with other requests: try again later` };
    const id = randomBytes(ID_BYTES).toString('hex');
    const hasSent = this.allowed.has(host);
    const away = `${host} is not connected${hasSent ? '' : ': nothing has come from it since the collector began'}`;
    const timer = setTimeout(() => this.giveUp(id, away), AWAY_MS);
    this.asked.set(id, { id, host, span, response, isTold: false, next: 0, bytes: 0, timer });
    response.once('close', () => this.forget(id));
    this.tell(host);
    return null;
  }

  /** Tells a host that waits what is asked first. */
  private tell(host: string): void {
    const waiting = this.waiting.get(host);
    const asked = [...this.asked.values()].find((one) => one.host === host && !one.isTold);
    if (waiting === undefined || asked === undefined) return;
    this.waiting.delete(host);
    clearTimeout(waiting.timer);
    asked.isTold = true;
    this.expect(asked);
    waiting.response.writeHead(200, { 'content-type': 'application/json' });
    waiting.response.end(JSON.stringify({ id: asked.id, ...asked.span }));
  }

  /** Waits for the next part of an answer. */
  private expect(asked: Asked): void {
    clearTimeout(asked.timer);
    asked.timer = setTimeout(() => this.giveUp(asked.id, `${asked.host} does not answer`), PART_MS);
  }

  private forget(id: string): void {
    clearTimeout(this.asked.get(id)?.timer);
    this.asked.delete(id);
  }

  /** Says why there is no answer; one that has begun is cut. */
  private giveUp(id: string, why: string): void {
    const response = this.asked.get(id)?.response;
    this.forget(id);
    if (response === undefined) return;
    if (response.headersSent) response.destroy();
    else response.writeHead(504, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
  }

  /** Passes a part of an answer on. Rejects if the host or who asked leaves meanwhile: then the answer is cut. */
  async pass(host: string, request: IncomingMessage, goOn: () => void): Promise<Reply> {
    const { id, part } = partOfPath(request.url ?? '') ?? { id: '', part: '' };
    const asked = this.asked.get(id);
    if (asked === undefined || asked.host !== host) return GONE;
    const bytes = Number(request.headers['content-length'] ?? Number.NaN);
    const refusal = part === 'end' ? refusedEnd(bytes) : refusedPart(asked, Number(part), bytes);
    if (refusal !== null) return refusal;
    clearTimeout(asked.timer);
    goOn();
    return part === 'end' ? this.end(asked, request) : this.relay(asked, bytes, request);
  }

  private async relay(asked: Asked, bytes: number, request: IncomingMessage): Promise<Reply> {
    const { response } = asked;
    begin(response);
    response.write(partHead(bytes));
    try {
      for await (const piece of request as AsyncIterable<Buffer>) {
        if (response.destroyed) throw new Error('who asked has left');
        if (!response.write(piece)) await drained(response);
      }
    } catch (error) {
      response.destroy();
      throw error;
    }
    asked.next++;
    asked.bytes += bytes;
    this.expect(asked);
    return TAKEN;
  }

  private async end(asked: Asked, request: IncomingMessage): Promise<Reply> {
    const { response } = asked;
    let text = '';
    for await (const piece of request) text += String(piece);
    const end = parseEnd(text);
    if (end === null) return { status: 400, message: 'it says nothing of the answer' };
    begin(response);
    response.end(`${JSON.stringify(end)}\n`);
    this.forget(asked.id);
    return TAKEN;
  }
}
