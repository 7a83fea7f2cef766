import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type ListenAddress, listenAt } from '../source/listen.js';
import { reasonOf } from '../source/system-error.js';
import { FetchRoutes } from './fetch-routes.js';
import { ITEM_KINDS, itemOfPath } from './item.js';
import type { Reply } from './reply.js';
import type { Receipt, Store, Taken } from './store.js';
import type { Tokens } from './tokens.js';

/** Connections at a time. */
const MAX_CLIENTS = 1024;
/** Times in ms: an item is to arrive within that, a client may stay without one, and a connection that does not move is ended. */
const OPTIONS: ServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 600_000,
  keepAliveTimeout: 120_000,
  connectionsCheckingInterval: 5000,
};
const IDLE_MS = 60_000;
const DIGEST = /^[\da-f]{64}$/;

const ANSWERS: Readonly<Record<Taken, Reply>> = {
  stored: { status: 201, message: 'stored' },
  present: { status: 200, message: 'present' },
  damaged: { status: 422, message: 'what arrived is not what the digest says' },
  quarantined: { status: 202, message: 'stored, but it cannot be read' },
  busy: { status: 503, message: 'too many segments at a time' },
  full: { status: 507, message: 'the space of this host is full' },
};

/** What a collector is made of. */
export interface CollectorParts {
  readonly listening: ListenAddress;
  /** Certificate and key, as PEM; null for no TLS. */
  readonly certificate: Buffer | null;
  readonly tokens: Tokens;
  /** Who may fetch periods of hosts; null for nobody. */
  readonly operators: Tokens | null;
  readonly store: Store;
  readonly warn: (line: string) => void;
}

/** Takes items of hosts (PUT), each of which has a token of its own, and says that it has them once they are on the disk. */
export class Collector {
  private readonly parts: CollectorParts;
  private readonly server: Server;
  private readonly fetchRoutes: FetchRoutes;

  constructor(parts: CollectorParts) {
    this.parts = parts;
    this.fetchRoutes = new FetchRoutes(parts);
    const { certificate } = parts;
    this.server =
      certificate === null
        ? createServer(OPTIONS)
        : createSecureServer({ ...OPTIONS, key: certificate, cert: certificate });
    this.server.maxConnections = MAX_CLIENTS;
    this.server.timeout = IDLE_MS;
    const answer = (request: IncomingMessage, response: ServerResponse): void => void this.answer(request, response);
    this.server.on('request', answer);
    // a sender that asks first is told before it sends
    this.server.on('checkContinue', answer);
  }

  /** Listens; resolves to the address. Throws SyssharkError IO. */
  async listen(): Promise<string> {
    const { listening, certificate } = this.parts;
    return `http${certificate === null ? '' : 's'}://${await listenAt(this.server, listening)}`;
  }

  /** Takes no more items, and ends all connections. Idempotent. */
  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const fetched = await this.fetchRoutes.answer(request, response);
      if (fetched === 'later') return;
      if (fetched !== null) {
        this.finish(fetched, request, response);
        return;
      }
      const receipt = this.receiptOf(request);
      const refusal = 'status' in receipt ? receipt : await this.take(receipt, request, response);
      this.finish(refusal, request, response);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      // the sender learns that it is to try again; why, whoever runs this
      this.parts.warn(`sysshark: cannot store an item: ${reasonOf(error)}`);
      this.finish({ status: 500, message: 'it cannot be stored now' }, request, response);
    }
  }

  private finish({ status, message }: Reply, request: IncomingMessage, response: ServerResponse): void {
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
    // a body that is not read would be taken for the next request
    response.writeHead(status, request.complete ? headers : { ...headers, connection: 'close' });
    response.end(`${message}\n`);
  }

  /** Who sends which item, or why it is not taken. */
  private receiptOf({ url = '', method, headers }: IncomingMessage): Receipt | Reply {
    const host = this.parts.tokens.nameOf(headers.authorization);
    if (host === null) return { status: 401, message: 'the token is not known here' };
    const id = itemOfPath(url);
    if (id === null) return { status: 404, message: 'no such path: is --to the address of a collector?' };
    if (method !== 'PUT') return { status: 405, message: 'items are sent by PUT' };
    const length = headers['content-length'] ?? '';
    const digest = String(headers['x-content-sha256'] ?? '');
    if (!/^\d{1,15}$/.test(length) || !DIGEST.test(digest))
      return { status: 400, message: 'an item has a length and a digest' };
    const bytes = Number(length);
    return bytes > ITEM_KINDS[id.kind].bytes
      ? { status: 413, message: 'the item is too large' }
      : { host, id, bytes, digest };
  }

  private async take(receipt: Receipt, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
    const { store } = this.parts;
    const foreseen = store.foreseen(receipt);
    if (foreseen !== null) return ANSWERS[foreseen];
    if (request.headers.expect !== undefined) response.writeContinue();
    return ANSWERS[await store.take(receipt, request)];
  }
}
