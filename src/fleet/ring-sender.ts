import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '../source/clock.js';
import type { Body, CollectorClient } from './collector-client.js';
import {
  type AnswerEnd,
  MAX_FETCHED,
  type PeriodRequest,
  parseRequest,
  partPath,
  REQUESTS_PATH,
} from './fetch-protocol.js';
import type { Kept, Ring } from './ring.js';

/** Most bytes a second, so that a fetch does not take the network of the host. */
const RATE = 8 << 20;
/** Pauses after failures are doubled up to the longest, in ms. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
const MS = 1000;
const OK = 200;
const NONE = 204;
const FIRST_ERROR = 300;
const NO_PATH = 404;

/** What a ring is sent from, and to whom. */
export interface RingSenderParts {
  readonly ring: Ring;
  /** A client of its own: its requests wait. */
  readonly client: CollectorClient;
  readonly warn: (line: string) => void;
}

/** Pieces, so many bytes a second at most. */
async function* slowed(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const began = clockMs();
  let sent = 0;
  for await (const piece of pieces) {
    yield piece;
    sent += piece.length;
    const ahead = (sent * MS) / RATE - (clockMs() - began);
    if (ahead > 0) await sleep(ahead);
  }
}

/** Opens a segment; null if it has been deleted. */
async function openKept(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Asks a collector which periods of a ring it wants, and sends them. */
export class RingSender {
  private readonly parts: RingSenderParts;
  private readonly ended = new AbortController();
  private pause = 0;
  private isWarned = false;

  constructor(parts: RingSenderParts) {
    this.parts = parts;
  }

  /** Waits for requests and answers them until it is stopped. That the collector is away is not said here: items wait for it as well. */
  async run(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      const isFine = await this.answerNext().catch(() => false);
      if (isFine) this.pause = 0;
      else await this.rest();
    }
  }

  /** Ends run() and its connections. Idempotent. */
  stop(): void {
    this.ended.abort();
    this.parts.client.close();
  }

  private async rest(): Promise<void> {
    this.pause = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pause * 2));
    const ms = this.pause * (0.5 + Math.random() / 2);
    await sleep(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }

  private async answerNext(): Promise<boolean> {
    const { client, warn } = this.parts;
    const { status, text } = await client.get(REQUESTS_PATH, this.ended.signal);
    if (status === NONE) return true;
    if (status === NO_PATH && !this.isWarned) {
      this.isWarned = true;
      warn(`sysshark: ${client.name} does not fetch (collect --operators): nobody is sent what is in --ring-dir`);
    }
    const request = status === OK ? parseRequest(text) : null;
    if (request === null) return false;
    await this.answer(request);
    return true;
  }

  private async answer(request: PeriodRequest): Promise<void> {
    const { ring, client } = this.parts;
    const found = ring.within(request);
    const bytes = found.reduce((sum, segment) => sum + segment.bytes, 0);
    let [parts, deleted] = [0, 0];
    for (const segment of bytes > MAX_FETCHED ? [] : found) {
      const sent = await this.sendPart(segment, partPath(request.id, parts));
      // who asked has left
      if (sent === 'refused') return;
      if (sent === 'sent') parts++;
      else deleted++;
    }
    const end: AnswerEnd = { reach: ring.reach, bytes, parts, deleted };
    const body = Buffer.from(JSON.stringify(end));
    await client.put(partPath(request.id, 'end'), {
      bytes: body.length,
      pieces: async function* () {
        yield body;
      },
    });
  }

  private async sendPart({ path, bytes }: Kept, to: string): Promise<'sent' | 'refused' | 'deleted'> {
    const file = await openKept(path);
    if (file === null) return 'deleted';
    try {
      const body: Body = { bytes, pieces: () => slowed(file.createReadStream({ autoClose: false })) };
      const { status } = await this.parts.client.put(to, body);
      return status < FIRST_ERROR ? 'sent' : 'refused';
    } finally {
      await file.close();
    }
  }
}
