import { closeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { SyssharkError } from '../errors.js';
import type { FileSpan } from '../output/capture-series.js';
import { createFile } from '../output/output-file.js';
import { reasonOf } from '../source/system-error.js';
import type { CollectorClient } from './collector-client.js';
import { type AnswerEnd, fetchPath, MAX_FETCHED, MAX_TEXT, parseEnd, parseHead } from './fetch-protocol.js';

const OK = 200;
const NEWLINE = 0x0a;
const NUMBER_WIDTH = 6;

/** Segments of a period, each of which can be read alone, and what the host says of them. */
export interface Fetched {
  readonly paths: readonly string[];
  readonly end: AnswerEnd;
}

/** What is asked for, and the folder that gets it. */
export interface FetchParts {
  readonly client: CollectorClient;
  readonly host: string;
  readonly span: FileSpan;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Bytes that arrive, taken in lines and in pieces of a known length. */
class Arrivals {
  private readonly pieces: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(response: IncomingMessage) {
    this.pieces = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  private async more(): Promise<void> {
    const next = await this.pieces.next();
    if (next.done === true) throw new Error('the answer is cut');
    this.rest = Buffer.concat([this.rest, next.value]);
  }

  async line(): Promise<string> {
    while (!this.rest.includes(NEWLINE)) {
      if (this.rest.length > MAX_TEXT) throw new Error('the answer is not of a collector');
      await this.more();
    }
    const at = this.rest.indexOf(NEWLINE);
    const text = this.rest.toString('utf8', 0, at);
    this.rest = this.rest.subarray(at + 1);
    return text;
  }

  async *bytes(count: number): AsyncGenerator<Buffer, void, void> {
    for (let left = count; left > 0; ) {
      if (this.rest.length === 0) await this.more();
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}

async function save(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  closeSync(createFile(path));
  const file = await open(path, 'w');
  try {
    for await (const piece of pieces) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}

async function takeAll(arrivals: Arrivals, folder: string): Promise<Fetched> {
  const paths: string[] = [];
  for (let total = 0; ; ) {
    const line = await arrivals.line();
    const bytes = parseHead(line);
    if (bytes === null) {
      const end = parseEnd(line);
      if (end === null || end.parts !== paths.length) throw new Error('the answer is not of a collector');
      return { paths, end };
    }
    total += bytes;
    if (total > MAX_FETCHED) throw new Error(`the answer has more than ${MAX_FETCHED} bytes`);
    const path = join(folder, `${String(paths.length).padStart(NUMBER_WIDTH, '0')}.scap.gz`);
    await save(path, arrivals.bytes(bytes));
    paths.push(path);
  }
}

/** Fetches a period of a host's ring into a folder. Throws SyssharkError IO that says why it cannot be had. */
export async function fetchPeriod({ client, host, span, folder, signal }: FetchParts): Promise<Fetched> {
  try {
    const response = await client.open(fetchPath(host, span), signal);
    const arrivals = new Arrivals(response);
    if (response.statusCode === OK) return await takeAll(arrivals, folder);
    throw new Error(await arrivals.line());
  } catch (error) {
    const reason = signal.aborted ? 'it was interrupted' : reasonOf(error);
    throw new SyssharkError('IO', `cannot fetch from ${client.name}: ${reason}`, { cause: error });
  }
}
