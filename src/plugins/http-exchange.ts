import { setMaxListeners } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';

/** Longest time without a byte of the answer, in ms. */
const SILENCE = 60_000;
/** Bytes of the largest body: it is in memory. */
export const MAX_BODY = 256 << 20;
/** Times that a request is sent, and the wait before the second one in ms; each later one is twice as long. */
const ATTEMPTS = 5;
const FIRST_WAIT = 200;
/** Answers of servers that may answer otherwise a little later. */
const TRANSIENT = new Set([429, 500, 502, 503, 504]);
/** Failures of connections that may work a little later (errno(3), and those of Node.js). */
const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);
const SILENT = 'ETIMEDOUT';

/** A file that is sent. */
export interface FileBody {
  readonly path: string;
}

/** What is asked of a server. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FileBody;
  /** Certificates of those who may vouch for a secure server, as PEM, instead of those that Node.js has. */
  readonly ca?: Buffer;
  /** Longest time without a byte of the answer, in ms; a minute if left out. */
  readonly patience?: number;
}

/** What it answers. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, or what has arrived of it. */
  readonly body: Buffer;
  /** Why the body is not whole; null if it is. */
  readonly cut: string | null;
}

/** Reads the certificates of `ca`. Throws SyssharkError IO that says what has named them. */
export function readCertificates(path: string, setting: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new SyssharkError('IO', `cannot read the certificates ${path} (${setting}): ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** What ends requests, however many there are at a time. */
export function requestsEnd(): AbortController {
  const controller = new AbortController();
  // more than ten would be taken for a leak
  setMaxListeners(0, controller.signal);
  return controller;
}

const silence = (ms: number): Error => Object.assign(new Error(`nothing came for ${ms / 1000} s`), { code: SILENT });

function receive(response: IncomingMessage): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response;
  const pieces: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (cut: string | null): void => resolve({ status, headers, body: Buffer.concat(pieces), cut });
    response.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= MAX_BODY) pieces.push(piece);
      else response.destroy(new Error(`it has more than ${MAX_BODY} bytes`));
    });
    response.once('end', () => end(null));
    response.once('error', (error: NodeJS.ErrnoException) => {
      const of = headers['content-length'] === undefined ? '' : ` of ${headers['content-length']}`;
      const why = error.code === 'ECONNRESET' ? 'the connection was closed' : reasonOf(error);
      end(`${why} after ${size}${of} bytes`);
    });
  });
}

/** Sends a request once. Rejects if there is no answer; `signal` aborts it. */
export function exchange(
  { url, method, headers, body, patience = SILENCE, ca }: HttpRequest,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? secureRequest : plainRequest;
    const asked = ask(url, { method, headers, signal, timeout: patience, ...(ca === undefined ? {} : { ca }) });
    asked.once('timeout', () => asked.destroy(silence(patience)));
    asked.on('error', reject);
    asked.once('response', (response) => {
      void receive(response).then((answer) => (signal.aborted ? reject(signal.reason as Error) : resolve(answer)));
    });
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) asked.end(body);
    else pipeline(createReadStream(body.path), asked).catch((error: Error) => asked.destroy(error));
  });
}

const isPassing = (error: unknown): boolean => PASSING.has((error as NodeJS.ErrnoException).code ?? '');

/**
 * Sends a request that `make` makes anew each time, several times if the server or the connection fails for the moment. Resolves to the last
 * answer, which may be an error or cut; rejects with the last failure if there is none, and once `signal` is aborted.
 */
export async function ask(make: () => Promise<HttpRequest>, signal: AbortSignal): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === ATTEMPTS;
    try {
      const answer = await exchange(await make(), signal);
      if (isLast || (answer.cut === null && !TRANSIENT.has(answer.status))) return answer;
    } catch (error) {
      if (isLast || signal.aborted || !isPassing(error)) throw error;
    }
    // not all that failed together come again together
    await sleep(FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + Math.random()), undefined, { signal });
  }
}
