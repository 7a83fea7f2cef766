import type { Refusal } from '../../src/web/protocol.js';
import { pause } from './pause.js';
import { token } from './token.js';

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

/** What a server says that has too much to do, how often it is asked again, and after how many ms. */
const BUSY = 503;
const ATTEMPTS = 8;
const PATIENCE = 150;

/** Sends a request with the token. Throws RefusedError, or TypeError if the server is gone. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, Authorization: `Bearer ${token()}` };
  let answer = await fetch(path, { ...init, headers });
  for (let attempt = 1; answer.status === BUSY && attempt < ATTEMPTS; attempt++) {
    await pause(PATIENCE * attempt);
    answer = await fetch(path, { ...init, headers });
  }
  if (!answer.ok) throw new RefusedError(answer.status, await refusalOf(answer));
  return answer;
}

async function refusalOf(answer: Response): Promise<Refusal> {
  try {
    return (await answer.json()) as Refusal;
  } catch {
    return { message: `the server answered ${answer.status}`, position: null };
  }
}

/** What the server has at a path. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await request(path, signal === undefined ? {} : { signal });
  return (await answer.json()) as T;
}

/** What the server makes of a body. */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  };
  const answer = await request(path, signal === undefined ? init : { ...init, signal });
  return (await answer.json()) as T;
}
