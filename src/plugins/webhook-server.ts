import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { listenAt } from '../source/listen.js';
import type { BodyQueue } from './body-queue.js';
import type { WebhookAddress } from './webhook-address.js';

/** Clients at a time. */
const MAX_CLIENTS = 256;
/** Bytes of bodies that are being received: beyond, requests are refused, and their senders try again. */
const MAX_RECEIVED = 128 << 20;
/** Times in ms: a request is to be complete, and a client may stay without one. */
const OPTIONS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 300_000,
  connectionsCheckingInterval: 2000,
};
// only this type: a page in a browser cannot send it to others' servers without asking them
const IS_JSON = /^application\/json\s*(?:;|$)/i;

/** Why a request is not taken, in the words of the reference. */
interface Refusal {
  readonly status: number;
  readonly message: string;
}

const TOO_LARGE: Refusal = { status: 400, message: 'bad request: http: request body too large' };
const BUSY: Refusal = { status: 503, message: 'too many requests at a time' };
const LEFT = 'the sender left';
const ENDING: Refusal = { status: 503, message: 'the capture ends' };

/** What a webhook receives, and where. */
export interface WebhookParts {
  readonly address: WebhookAddress;
  /** Certificate and key of a secure server, as PEM; null for none. */
  readonly certificate: Buffer | null;
  /** Bytes of the largest body. */
  readonly limit: number;
  readonly queue: BodyQueue;
}

function refuse(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(`${message}\n`);
  // what is still sent is passed over, so that the sender reads the answer
  request.resume();
}

/** Whether a request is for the path of a webhook, or for one below it. */
function isBelow(url: string, { path }: WebhookAddress): boolean {
  const [asked = ''] = url.split('?');
  return path.endsWith('/') ? asked.startsWith(path) : asked === path;
}

/** Receives bodies of requests that POST JSON. One that was answered with 200 is in the queue. */
export class WebhookServer {
  private readonly parts: WebhookParts;
  private readonly server: Server;
  private received = 0;
  private isStopped = false;

  constructor(parts: WebhookParts) {
    this.parts = parts;
    const { certificate } = parts;
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.answer(request, response);
    this.server =
      certificate === null
        ? createServer(OPTIONS, answer)
        : createSecureServer({ ...OPTIONS, key: certificate, cert: certificate }, answer);
    this.server.maxConnections = MAX_CLIENTS;
  }

  /** Listens; resolves to the address. Throws SyssharkError IO. */
  async listen(): Promise<string> {
    const { address } = this.parts;
    return `http${address.isSecure ? 's' : ''}://${await listenAt(this.server, address)}${address.path}`;
  }

  /** Takes no more requests. Idempotent. */
  stop(): void {
    this.isStopped = true;
    this.server.close();
  }

  /** Ends all connections. Idempotent. */
  close(): void {
    this.stop();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = this.refusalOf(request) ?? (await this.receive(request).catch(() => null));
    if (refusal === 'taken') response.writeHead(200).end();
    // without one, the sender is gone
    else if (refusal !== null) refuse(request, response, refusal);
  }

  private refusalOf({ url = '', method = '', headers }: IncomingMessage): Refusal | null {
    const { address, limit } = this.parts;
    if (!isBelow(url, address)) return { status: 404, message: '404 page not found' };
    if (method !== 'POST') return { status: 405, message: `${method} method not allowed` };
    if (!IS_JSON.test(headers['content-type'] ?? '')) return { status: 400, message: 'wrong Content Type' };
    if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      return { status: 415, message: 'compressed bodies are not taken' };
    return Number(headers['content-length'] ?? 0) > limit ? TOO_LARGE : null;
  }

  /** Receives the body of a request. Throws if its sender leaves. */
  private async receive(request: IncomingMessage): Promise<Refusal | 'taken'> {
    const { queue, limit } = this.parts;
    const pieces: Buffer[] = [];
    let size = 0;
    await queue.room();
    if (request.destroyed) throw new Error(LEFT);
    try {
      // with `for await`, leaving the loop would destroy the connection before the answer
      const refusal = await new Promise<Refusal | null>((resolve, reject) => {
        request.on('data', (piece: Buffer) => {
          size += piece.length;
          this.received += piece.length;
          pieces.push(piece);
          if (size <= limit && this.received <= MAX_RECEIVED) return;
          request.removeAllListeners('data');
          resolve(size > limit ? TOO_LARGE : BUSY);
        });
        request.once('end', () => resolve(null));
        request.once('close', () => reject(new Error(LEFT)));
      });
      if (refusal !== null) return refusal;
    } finally {
      this.received -= size;
    }
    if (this.isStopped) return ENDING;
    queue.add({ bytes: Buffer.concat(pieces), from: request.socket.remoteAddress ?? '' });
    return 'taken';
  }
}
