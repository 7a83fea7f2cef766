import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SyssharkError, TextError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';
import type { Asset } from './assets.js';
import type { Exports } from './exports.js';
import { type GuardRefusal, refuseStrangers, refuseStrangersDownload, refuseWithoutToken } from './guard.js';
import { SAFE_HEADERS } from './headers.js';
import type { Refusal } from './protocol.js';
import { type Call, findRoute, RequestError, type Route } from './route.js';

const LOOPBACK = '127.0.0.1';
/** Bytes of a request's body. */
const MAX_BODY = 64 << 10;
/** Requests at a time. */
const MAX_REQUESTS = 64;

/** What a server serves. */
export interface ServerParts {
  readonly assets: ReadonlyMap<string, Asset>;
  readonly routes: readonly Route[];
  readonly exports: Exports;
  readonly token: string;
  /** Called when a page has shown the token. */
  readonly onVisit: () => void;
  /** Called with what no request should cause. */
  readonly onBug: (error: unknown) => void;
}

/** Serves the page and answers what it asks, to this machine alone. */
export class PageServer {
  private readonly parts: ServerParts;
  private readonly server: Server;
  private open = 0;

  constructor(parts: ServerParts) {
    this.parts = parts;
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Listens at a port, 0 for any that is free; resolves to it. Throws SyssharkError IO. */
  listen(port: number): Promise<number> {
    const { server } = this;
    return new Promise((resolve, reject) => {
      server.once('error', (error) => {
        reject(new SyssharkError('IO', `cannot listen at port ${port}: ${reasonOf(error)}`, { cause: error }));
      });
      server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
    });
  }

  /** Ends all requests. Idempotent. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open++;
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    try {
      await this.serve(request, response);
    } catch (error) {
      this.fail(response, error);
    } finally {
      this.open--;
    }
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token, assets, routes, exports } = this.parts;
    check(refuseStrangers(request.headers));
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const asset = assets.get(url.pathname);
    if (asset !== undefined && request.method === 'GET') {
      response.setHeader('content-type', asset.type);
      response.end(asset.bytes);
      return;
    }
    if (exports.isPath(url.pathname) && request.method === 'GET') {
      check(refuseStrangersDownload(request.headers));
      await exports.send(url.pathname, response);
      return;
    }
    check(refuseWithoutToken(request.headers, token));
    this.parts.onVisit();
    if (this.open > MAX_REQUESTS) throw new RequestError(503, `more than ${MAX_REQUESTS} requests at a time`);
    const { route, id } = findRoute(routes, request.method ?? '', url.pathname);
    const body = route.method === 'POST' ? await readBody(request) : '';
    const left = new AbortController();
    response.on('close', () => left.abort());
    const call: Call = { id, query: url.searchParams, body, signal: left.signal, response };
    const answer = await route.answer(call);
    if (answer === undefined) return;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(answer));
  }

  private fail(response: ServerResponse, error: unknown): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, refusal } = refusalOf(error);
    if (status === 500) this.parts.onBug(error);
    response.statusCode = status;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(refusal));
  }
}

/** Throws RequestError for a refusal. */
function check(refusal: GuardRefusal | null): void {
  if (refusal !== null) throw new RequestError(refusal.status, refusal.message);
}

function refusalOf(error: unknown): { readonly status: number; readonly refusal: Refusal } {
  if (error instanceof TextError) return { status: 400, refusal: { message: error.message, position: error.pos } };
  if (error instanceof RequestError)
    return { status: error.status, refusal: { message: error.message, position: null } };
  if (error instanceof SyssharkError) return { status: 409, refusal: { message: error.message, position: null } };
  return { status: 500, refusal: { message: 'this is a bug: see the terminal', position: null } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    if (size > MAX_BODY) throw new RequestError(413, `a request may have ${MAX_BODY} bytes`);
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString();
}
