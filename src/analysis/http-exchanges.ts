import { difference64 } from '../bytes/int64.js';
import { decodeText } from '../bytes/text.js';
import { findParam } from '../decode/param-index.js';
import { dataDirection } from '../fields/category.js';
import { resultOf } from '../fields/result.js';
import type { Evt } from '../state/evt.js';
import { type HttpRequest, maySpeakHttp, parseRequest, parseStatus } from './http.js';

/** Most connections with a request; beyond that, the oldest is forgotten. */
const MAX_CONNECTIONS = 10_000;
/** How many bytes of data are parsed. */
const MAX_HEAD = 4096;

/** System calls that may transfer HTTP; enter events as well, without which their exits may have no descriptor. */
export const HTTP_EVENTS = 'fd.type in (ipv4, ipv6, unix) and (evt.is_io=true or evt.type=sendfile)';
/** Long enough for the first line of most requests and the host after it. */
export const HTTP_SNAPLEN = 1000;

/** A request and its response, as one of the two processes saw them. */
export interface HttpExchange {
  readonly request: HttpRequest;
  readonly status: number;
  /** From the exit of the call that transferred the request to the exit of the one that started the response, in ns. */
  readonly latency: number;
  /** Whether the process is the server. */
  readonly isServer: boolean;
}

/** A part of a response that an event transferred. */
export interface AnswerPart {
  readonly exchange: HttpExchange;
  readonly bytes: number;
  /** Whether the response starts with it. */
  readonly isFirst: boolean;
}

/** The last request of a connection, and its response once that has started. */
interface Connection {
  readonly request: HttpRequest;
  readonly isServer: boolean;
  readonly tsHi: number;
  readonly tsLo: number;
  exchange: HttpExchange | null;
}

/**
 * Identifies a connection: its process, the end that the process has (it may have both), and its name, or the number of
 * the descriptor if the name is not known.
 */
function keyOf({ thread, fd }: Evt): string {
  const name = fd?.name ?? '';
  return `${thread?.pid} ${fd?.role} ${name === '' ? thread?.lastFd : name}`;
}

/** The start of the data if it may be HTTP; '' otherwise. */
function headOf({ view }: Evt): string {
  const index = findParam(view.type, 'data');
  const length = index < 0 ? 0 : view.paramLength(index);
  if (length === 0) return '';
  const start = view.paramStart(index);
  if (!maySpeakHttp(view.bytes[start] as number)) return '';
  return decodeText(view.bytes, start, start + Math.min(length, MAX_HEAD));
}

/**
 * Finds HTTP/1 requests and their responses in what processes read from and write to sockets. A connection is identified
 * by its process and its name, so that threads and copies of a descriptor can share it.
 */
export class HttpExchanges {
  private readonly connections = new Map<string, Connection>();

  /** Takes an event (HTTP_EVENTS); returns the part of a response that it transferred, or null. */
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
    // data in the direction of the request is the rest of it
    if (connection === undefined || connection.isServer === isRead) return null;
    const isFirst = connection.exchange === null;
    connection.exchange ??= answerIn(connection, evt, data);
    const { exchange } = connection;
    return exchange === null ? null : { exchange, bytes: resultOf(evt), isFirst };
  }
}

/** The exchange that data completes if it starts with a response; null otherwise. */
function answerIn({ request, isServer, tsHi, tsLo }: Connection, { view }: Evt, data: string): HttpExchange | null {
  const status = parseStatus(data);
  if (status === null) return null;
  return { request, status, latency: difference64(view.tsHi, view.tsLo, tsHi, tsLo), isServer };
}
