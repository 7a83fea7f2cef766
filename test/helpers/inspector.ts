import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { ViewSort } from '../../src/web/protocol.js';
import { PROGRAM } from './sysshark.js';

/** An inspector at work: `sysshark ui`, as users start it. */
export interface Inspector {
  /** Where it listens: http://127.0.0.1:PORT */
  readonly address: string;
  /** What opens its page. */
  readonly url: string;
  readonly token: string;
  /** What a path answers, with the token. */
  get<T>(path: string): Promise<T>;
  /** The number of a view of all events that a filter accepts, once all are found and, if asked, sorted. */
  view(filter: string, sort?: ViewSort): Promise<{ readonly id: number; readonly count: number }>;
  /** Its process. */
  readonly pid: number;
  /** Interrupts it, as Ctrl-C does. */
  interrupt(): void;
  /** Ends it; its exit status and standard error. */
  end(): Promise<{ readonly exitCode: number | undefined; readonly stderr: string }>;
}

/** Tests run as root, which is not given up for a page unless that is asked for. */
export const AS_ROOT = process.getuid?.() === 0 ? ['-Z', 'root'] : [];

interface Progress {
  readonly isComplete: boolean;
}

/** How an inspector is started, if not by this user on this machine as it is. */
export interface Launch {
  /** The command that starts the program, which comes behind its words. */
  readonly by: readonly string[];
  /** Options for who it runs as. */
  readonly as: readonly string[];
}

/** Starts an inspector of a capture. `input`: its standard input, or a file that is. */
export async function startInspector(
  args: readonly string[],
  input?: string | Readable,
  launch: Launch = { by: [], as: AS_ROOT },
): Promise<Inspector> {
  const given = input === undefined ? {} : { input: typeof input === 'string' ? readFileSync(input) : input };
  const [program = PROGRAM, ...words] = [...launch.by, PROGRAM, 'ui', '--no-open', ...launch.as, ...args];
  const child = execa(program, words, {
    reject: false,
    buffer: { stdout: false },
    env: { TZ: 'UTC' },
    ...given,
  });
  const [url] = await firstLine(child.stdout);
  if (url === undefined) throw new Error(`no address of a page: ${String((await child).stderr)}`);
  const { origin: address, hash } = new URL(url);
  const token = hash.slice(1);
  const headers = { authorization: `Bearer ${token}` };

  async function get<T>(path: string): Promise<T> {
    const answer = await fetch(`${address}${path}`, { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async function whole<T extends Progress>(path: string): Promise<T> {
    for (;;) {
      const answer = await get<T>(path);
      if (answer.isComplete) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  return {
    address,
    url,
    token,
    get,
    view: async (filter, sort) => {
      const body = JSON.stringify({ filter, sort });
      const answer = await fetch(`${address}/api/views`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`${filter}: ${answer.status} ${await answer.text()}`);
      const { id } = (await answer.json()) as { id: number };
      return whole<Progress & { readonly id: number; readonly count: number }>(`/api/views/${id}`);
    },
    pid: child.pid as number,
    interrupt: () => {
      child.kill('SIGINT');
    },
    end: async () => {
      child.kill('SIGINT');
      const { exitCode, stderr } = await child;
      return { exitCode, stderr: String(stderr) };
    },
  };
}

/** The first line of a stream; none if it ends before. The rest is not kept. */
async function firstLine(stream: NodeJS.ReadableStream): Promise<string[]> {
  for await (const line of createInterface({ input: stream })) {
    stream.resume();
    return [line];
  }
  return [];
}
