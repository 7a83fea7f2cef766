import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often is asked whether something is done, in ms. */
export const POLL_MS = 10;

/** A server of the inspector at work. */
export interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  end(): Promise<void>;
}

/** What a server says of its capture. */
interface Capture {
  readonly progress: { readonly events: number; readonly isComplete: boolean };
}

async function start(sysshark: string, file: string): Promise<Server> {
  const asRoot = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
  const child = spawn(sysshark, ['ui', '--no-open', ...asRoot, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const [url = ''] = await new Promise<string[]>((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve([line]));
  });
  const { origin, hash } = new URL(url);
  const headers = { authorization: `Bearer ${hash.slice(1)}` };
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(origin + path, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    child,
    url,
    get: ask,
    post: (path, body) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
    end: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Runs a task with a server. */
export async function withServer<T>(sysshark: string, file: string, task: (server: Server) => Promise<T>): Promise<T> {
  const server = await start(sysshark, file);
  try {
    return await task(server);
  } finally {
    await server.end();
  }
}

/** How many events are indexed by now, and whether these are all. */
export const progressOf = async ({ get }: Server): Promise<Capture['progress']> =>
  (await get<Capture>('/api/capture')).progress;

/** Resolves when all is indexed, to the number of events. */
export async function untilIndexed(server: Server): Promise<number> {
  for (;;) {
    const { events, isComplete } = await progressOf(server);
    if (isComplete) return events;
    await sleep(5 * POLL_MS);
  }
}
