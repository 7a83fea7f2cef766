import { difference64 } from '../bytes/int64.js';
import { decodeText } from '../bytes/text.js';
import { findParam } from '../decode/param-index.js';
import { dataDirection } from '../fields/category.js';
import { resultOf } from '../fields/result.js';
import type { Evt } from '../state/evt.js';
import { type HttpRequest, maySpeakHttp, parseRequest, parseStatus } from './http.js';

/** Connections with a request that are remembered; of more than these the oldest is forgotten. */
const MAX_CONNECTIONS = 10_000;
/** Bytes at the start of a piece of data that are looked at. */
const MAX_HEAD = 4096;

/** The calls that may be of exchanges, as a filter; where their beginnings are rejected, their ends know no descriptor. */
export const HTTP_EVENTS = 'fd.type in (ipv4, ipv6, unix) and (evt.is_io=true or evt.type=sendfile)';
/** Room for the first line of most requests and the host behind it. */
export const HTTP_SNAPLEN = 1000;

/** A request and its answer, as one of the two processes saw them. */
export interface HttpExchange {
  readonly request: HttpRequest;
  readonly status: number;
  /** From the end of the call that moved the request to the end of the one that moved the first of the answer, in ns. */
  readonly latency: number;
  /** Whether the process is who answered. */
  readonly isServer: boolean;
}

/** A part of an answer that an event moved. */
export interface AnswerPart {
  readonly exchange: HttpExchange;
  readonly bytes: number;
  /** Whether the answer begins with it. */
  readonly isFirst: boolean;
}

/** The last request of a connection, and its answer once that has begun. */
interface Connection {
  readonly request: HttpRequest;
  readonly isServer: boolean;
  readonly tsHi: number;
  readonly tsLo: number;
  exchange: HttpExchange | null;
}

/**
 * The name of a connection in its process, and which end of it the process has, as it may have both; the number of its descriptor where
 * nothing told the name.
 */
function keyOf({ thread, fd }: Evt): string {
  const name = fd?.name ?? '';
  return `${thread?.pid} ${fd?.role} ${name === '' ? thread?.lastFd : name}`;
}

/** The beginning of what was moved, where it may be of HTTP; '' otherwise. */
function headOf({ view }: Evt): string {
  const index = findParam(view.type, 'data');
  const length = index < 0 ? 0 : view.paramLength(index);
  if (length === 0) return '';
  const start = view.paramStart(index);
  if (!maySpeakHttp(view.bytes[start] as number)) return '';
  return decodeText(view.bytes, start, start + Math.min(length, MAX_HEAD));
}

/**
 * Finds requests of HTTP/1 and their answers in what processes read from and write to sockets. A connection is told by its
 * process and its name, so that threads and copies of a descriptor may share it.
 */
export class HttpExchanges {
  private readonly connections = new Map<string, Connection>();

  /** Looks at an event (HTTP_EVENTS); gives the part of an answer that it has moved, or null where it has moved none. */
  take(evt: Evt): AnswerPart | null {
    if (!(resultOf(evt) > 0)) return null;
    const isRead = dataDirection(evt.view.def) === 'read';
    const data = headOf(evt);
    const request = data === '' ? null : parseRequest(data);
    if (request === null) return this.goOn(evt, data, isRead);
    this.begin(evt, { request, isServer: isRead });
    return null;
  }

  private begin(evt: Evt, { request, isServer }: Pick<Connection, 'request' | 'isServer'>): void {
    const { connections } = this;
    const key = keyOf(evt);
    connections.delete(key);
    for (const oldest of connections.keys()) {
      if (connections.size < MAX_CONNECTIONS) break;
      connections.delete(oldest);
    }
    const { tsHi, tsLo } = evt.view;
    connections.set(key, { request, isServer, tsHi, tsLo, exchange: null });
  }

  private goOn(evt: Evt, data: string, isRead: boolean): AnswerPart | null {
    if (this.connections.size === 0) return null;
    const connection = this.connections.get(keyOf(evt));
    // what goes the way of the request is the rest of it
    if (connection === undefined || connection.isServer === isRead) return null;
    const isFirst = connection.exchange === null;
    connection.exchange ??= answerIn(connection, evt, data);
    const { exchange } = connection;
    return exchange === null ? null : { exchange, bytes: resultOf(evt), isFirst };
  }
}

/** The exchange that is whole where data begins with an answer; null where it does not. */
function answerIn({ request, isServer, tsHi, tsLo }: Connection, { view }: Evt, data: string): HttpExchange | null {
  const status = parseStatus(data);
  if (status === null) return null;
  return { request, status, latency: difference64(view.tsHi, view.tsLo, tsHi, tsLo), isServer };
}
