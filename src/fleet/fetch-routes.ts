import type { IncomingMessage, ServerResponse } from 'node:http';
import { ALLOWS_FETCH, fetchOfPath, REQUESTS_PATH } from './fetch-protocol.js';
import { Fetches } from './fetches.js';
import type { Reply } from './reply.js';
import type { Tokens } from './tokens.js';

const GONE: Reply = { status: 410, message: 'whoever asked has left' };
const UNKNOWN: Reply = { status: 401, message: 'the token is not known here' };

/** Who may do what. */
export interface FetchRights {
  /** Hosts, which are asked. */
  readonly tokens: Tokens;
  /** Who may ask; null if nobody may. */
  readonly operators: Tokens | null;
}

/** Answers requests about periods of rings: of hosts that wait for them, of hosts that answer, of operators that ask. */
export class FetchRoutes {
  private readonly rights: FetchRights;
  private readonly fetches = new Fetches();

  constructor(rights: FetchRights) {
    this.rights = rights;
  }

  /** The answer to a request; "later" if it is answered here, null if it is about something else. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<Reply | 'later' | null> {
    const { url = '', headers } = request;
    if (url.startsWith('/v1/fetches/')) return this.ask(request, response) ?? 'later';
    const host = this.rights.tokens.nameOf(headers.authorization);
    if (host === null) return null;
    if (url === REQUESTS_PATH) return this.wait(host, response);
    if (url.startsWith('/v1/answers/')) return this.pass(host, request, response);
    this.fetches.noteHost(host, headers[ALLOWS_FETCH] === 'yes');
    return null;
  }

  private wait(host: string, response: ServerResponse): Reply | 'later' {
    if (this.rights.operators === null) return { status: 404, message: 'nobody fetches here' };
    this.fetches.wait(host, response);
    return 'later';
  }

  private async pass(host: string, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
    const goOn = (): void => {
      if (request.headers.expect !== undefined) response.writeContinue();
    };
    try {
      return await this.fetches.pass(host, request, goOn);
    } catch {
      return GONE;
    }
  }

  private ask({ url = '', method, headers }: IncomingMessage, response: ServerResponse): Reply | null {
    const { tokens, operators } = this.rights;
    if (tokens.nameOf(headers.authorization) !== null)
      return { status: 403, message: 'this token belongs to a host; fetching requires one of an operator' };
    if (operators === null) return { status: 403, message: 'collect runs without --operators: nobody may fetch' };
    if (operators.nameOf(headers.authorization) === null) return UNKNOWN;
    const asked = fetchOfPath(url);
    if (asked === null || method !== 'GET') return { status: 404, message: 'no such path' };
    if (!tokens.has(asked.host)) return { status: 404, message: `no host "${asked.host}" has a token here` };
    return this.fetches.ask(asked.host, asked.span, response);
  }
}
