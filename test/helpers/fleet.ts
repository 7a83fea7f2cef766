import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach } from '@jest/globals';
import { execa } from 'execa';
import { AS_ROOT } from './inspector.js';
import { PROGRAM, sysshark } from './sysshark.js';

/** A collector, or a shipper, at work. */
export interface FleetProcess {
  readonly pid: number;
  readonly stderr: () => string;
  /** Sends a signal (default SIGINT); resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | undefined>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<number | undefined>;
}

/** Ends what a test starts once it is over. Call it where a file of tests begins; returns what notes a process. */
export function endedAfterEach(): <Started extends Pick<FleetProcess, 'stop'>>(one: Started) => Started {
  let all: Pick<FleetProcess, 'stop'>[] = [];
  afterEach(async () => {
    for (const one of all) await one.stop('SIGKILL');
    all = [];
  });
  return (one) => {
    all.push(one);
    return one;
  };
}

/** Writes the file that says which host has which token. */
export function writeTokens(path: string, tokens: Readonly<Record<string, string>>): void {
  const lines = Object.entries(tokens).map(([host, token]) => `${host} ${token}\n`);
  writeFileSync(path, lines.join(''), { mode: 0o600 });
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = execa(PROGRAM, [...args], { reject: false, stdin: 'ignore', env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = child.then(({ exitCode }) => exitCode);
  const running: FleetProcess = {
    pid: child.pid as number,
    stderr: () => stderr,
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
  return { child, running };
}

/** Starts `sysshark collect`; resolves once it listens. */
export async function startCollector(...args: string[]): Promise<FleetProcess & { readonly address: string }> {
  const { child, running } = start(['collect', ...AS_ROOT, ...args]);
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', resolve);
    void running.ended.then(() => reject(new Error(`it does not listen: ${running.stderr()}`)));
  });
  return { ...running, address };
}

/** Starts `sysshark ship`. */
export function startShipper(...args: string[]): FleetProcess {
  return start(['ship', ...AS_ROOT, ...args]).running;
}

/** Starts `sysshark ship` with a capture, which needs no root; `env` adds to the environment. */
export function startReplay(args: readonly string[], env: NodeJS.ProcessEnv = {}): FleetProcess {
  return start(['ship', ...args], env).running;
}

/** Sends an item as a shipper would; resolves to the status of the answer. */
export function put(
  address: string,
  path: string,
  body: Buffer,
  { token, method = 'PUT', headers = {} }: { token?: string; method?: string; headers?: Record<string, string> } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, address), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'content-length': String(body.length),
        'x-content-sha256': createHash('sha256').update(body).digest('hex'),
        ...headers,
      },
    });
    asked.on('error', reject);
    asked.on('response', (response: IncomingMessage) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.end(body);
  });
}

/** Items of a host in the folder of a collector, or of a spool, by the ends of their names. */
export function itemsIn(folder: string, suffix: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** A period that is said to be missing, in seconds since the epoch. */
export interface SaidLoss {
  readonly cause: string;
  readonly from: number;
  readonly to: number;
  readonly bytes: number | null;
}

/** Losses in a folder. */
export const lossesIn = (folder: string): SaidLoss[] =>
  itemsIn(folder, '.json').map((path) => JSON.parse(readFileSync(path, 'utf8')) as SaidLoss);

/** Lines of a format of all segments in a folder, each read alone; each must be sound. */
export async function linesIn(folder: string, format: string, filter: string): Promise<string[]> {
  const lines: string[] = [];
  for (const path of itemsIn(folder, '.scap.gz')) {
    const { stdout, stderr, exitCode } = await sysshark(['-r', path, '-p', format, filter]);
    if (exitCode !== 0 || stderr !== '') throw new Error(`${path}: status ${exitCode}, ${stderr}`);
    if (stdout !== '') for (const line of stdout.split('\n')) lines.push(line);
  }
  return lines;
}
