import type { Refusal } from '../../src/web/protocol.js';

/** The server's no to a request. */
export class RefusedError extends Error {
  readonly status: number;
  /** Where in the sent filter the error is, in bytes; null for no place. */
  readonly position: number | null;

  constructor(status: number, refusal: Refusal) {
    super(refusal.message);
    this.status = status;
    this.position = refusal.position;
  }
}

/** Whether an error only says that nobody waits any more. */
export const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** The text of what went wrong. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What answers the page: a server, or a report, which has its data in itself. */
export interface Client {
  readonly isReport: boolean;
  /** What the address of the page has before what links carry: a report is a file, whose query cannot change. */
  readonly addressMark: '?' | '#';
  /** What is at a path of the protocol. Throws RefusedError, TypeError if the server is gone. */
  get(path: string, signal?: AbortSignal): Promise<unknown>;
  /** What is made of a body. Throws as `get`. */
  post(path: string, body: unknown, signal?: AbortSignal): Promise<unknown>;
  /** What is at a path that is no JSON. Throws as `get`. */
  text(path: string): Promise<string>;
  /** The lines of an answer that goes on, each as it comes. Throws as `get`. */
  lines(path: string, signal: AbortSignal): AsyncGenerator<unknown, void, void>;
}

let client: Client | null = null;

/** Says what answers the page, before anything is asked. */
export function setClient(answering: Client): void {
  client = answering;
}

/** What answers the page. */
export function currentClient(): Client {
  if (client === null) throw new Error('nothing answers the page');
  return client;
}

/** What is at a path. Throws RefusedError. */
export const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  currentClient().get(path, signal) as Promise<T>;

/** What is made of a body. Throws RefusedError. */
export const post = <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  currentClient().post(path, body, signal) as Promise<T>;

/** The text at a path. Throws RefusedError. */
export const textAt = (path: string): Promise<string> => currentClient().text(path);

/** The lines of an answer that goes on, each as it comes. */
export const linesOf = <T>(path: string, signal: AbortSignal): AsyncGenerator<T, void, void> =>
  currentClient().lines(path, signal) as AsyncGenerator<T, void, void>;
