import { createReadStream } from 'node:fs';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Target } from './target.js';

/** A connection that does not move for so long, in ms, is given up. */
const IDLE_MS = 120_000;
/** How long a collector is waited for to ask for the body (RFC 9110, 10.1.1). */
const CONTINUE_MS = 2000;
/** Characters of an answer. */
const MOST_TEXT = 4096;

/** The answer of a collector. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Whom a client asks, and as whom. */
export interface ClientParts {
  readonly target: Target;
  readonly token: string;
  /** Certificates to trust instead of the system's, as PEM; null for those. */
  readonly authority: Buffer | null;
}

/** A body that is sent. */
export interface Body {
  readonly bytes: number;
  readonly pieces: () => AsyncIterable<Buffer>;
}

/** The body that a file is. */
export const fileBody = (path: string, bytes: number): Body => ({ bytes, pieces: () => createReadStream(path) });

/** The answer to a request. */
export function responseTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', resolve);
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  let text = '';
  response.setEncoding('utf8');
  for await (const piece of response) if (text.length < MOST_TEXT) text += String(piece);
  return { status: response.statusCode ?? 0, text: text.slice(0, MOST_TEXT).trim() };
}

/** Asks a collector with a token, one request at a time. All functions reject if there is no answer. */
export class CollectorClient {
  private readonly parts: ClientParts;
  private readonly agent: HttpAgent | HttpsAgent;

  constructor(parts: ClientParts) {
    this.parts = parts;
    const { target, authority } = parts;
    const options = { keepAlive: true, maxSockets: 1 };
    this.agent = target.isSecure
      ? new HttpsAgent({ ...options, ...(authority === null ? {} : { ca: authority }) })
      : new HttpAgent(options);
  }

  /** As messages name the collector. */
  get name(): string {
    return this.parts.target.text;
  }

  /** Asks for a path; `signal` ends it. */
  async get(path: string, signal: AbortSignal): Promise<Answer> {
    return answerOf(await this.open(path, signal));
  }

  /** Asks for a path; the answer is read by whoever called. `signal` ends it. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    const asked = this.request('GET', path, {}, signal);
    const response = responseTo(asked);
    asked.end();
    return response;
  }

  /** Sends a body, once the collector asks for it. */
  async put(path: string, body: Body, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const asked = this.request('PUT', path, { ...headers, 'content-length': body.bytes, expect: '100-continue' });
    const answer = responseTo(asked);
    let isAsked = false;
    const sendBody = (): void => {
      if (isAsked) return;
      isAsked = true;
      pipeline(body.pieces(), asked).catch((error: Error) => asked.destroy(error));
    };
    asked.once('continue', sendBody);
    const timer = setTimeout(sendBody, CONTINUE_MS);
    asked.flushHeaders();
    try {
      return await answerOf(await answer);
    } finally {
      isAsked = true;
      clearTimeout(timer);
      // an answer without asking for the body leaves a connection that waits for it
      if (!asked.writableEnded) asked.destroy();
    }
  }

  private request(
    method: string,
    path: string,
    headers: Readonly<Record<string, string | number>>,
    signal?: AbortSignal,
  ): ClientRequest {
    const { target, token } = this.parts;
    const ask = target.isSecure ? httpsRequest : httpRequest;
    const asked = ask({
      method,
      host: target.host,
      port: target.port,
      path: target.base + path,
      agent: this.agent,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', ...headers },
      timeout: IDLE_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    asked.once('timeout', () => asked.destroy(new Error('it does not answer')));
    return asked;
  }

  /** Ends connections. Idempotent. */
  close(): void {
    this.agent.destroy();
  }
}
