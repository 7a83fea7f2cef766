import type { Refusal } from '../../src/web/protocol.js';
import { type Client, RefusedError } from './client.js';
import { pause } from './pause.js';
import { token } from './token.js';

/** What a server says that has too much to do, how often it is asked again, and after how many ms. */
const BUSY = 503;
const ATTEMPTS = 8;
const PATIENCE = 150;

/** Sends a request with the token. Throws RefusedError, or TypeError if the server is gone. */
async function request(path: string, init: RequestInit = {}): Promise<Response> {
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

async function get(path: string, signal?: AbortSignal): Promise<unknown> {
  const answer = await request(path, signal === undefined ? {} : { signal });
  return answer.json();
}

async function post(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  const init: RequestInit = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  };
  const answer = await request(path, signal === undefined ? init : { ...init, signal });
  return answer.json();
}

const text = async (path: string): Promise<string> => (await request(path)).text();

async function* lines(path: string, signal: AbortSignal): AsyncGenerator<unknown, void, void> {
  const { body } = await request(path, { signal });
  if (body === null) return;
  let rest = '';
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const whole = (rest + value).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) if (line !== '') yield JSON.parse(line) as unknown;
  }
}

/** The server that the page came from. */
export const SERVER: Client = { isReport: false, addressMark: '?', get, post, text, lines };
