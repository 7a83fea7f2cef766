import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { type LargeCapture, recordStorm, repeatCapture } from './large-captures.js';
import { cpuSeconds } from './process-cost.js';

const CHROMIUM = '/usr/bin/chromium';
/** Fresh servers; the best counts, for other programs may run. */
const ROUNDS = 3;
const DETAILS = 60;
const FRAMES = 300;
const WHEEL = 700;
/** How often is asked whether something is done, in ms. */
const POLL_MS = 10;
const BY_COLUMNS = 'evt.type=openat and proc.name=find';
const BY_REPLAY = 'evt.args contains passwd';

/** A figure, what it should be, and what it is. */
export interface InspectorRow {
  readonly figure: string;
  readonly goal: string;
  readonly found: string;
}

/** A server of the inspector at work. */
interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  end(): Promise<void>;
}

interface View {
  readonly id: number;
  readonly count: number;
  readonly isComplete: boolean;
}

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
async function withServer<T>(sysshark: string, file: string, task: (server: Server) => Promise<T>): Promise<T> {
  const server = await start(sysshark, file);
  try {
    return await task(server);
  } finally {
    await server.end();
  }
}

async function untilIndexed({ get }: Server): Promise<number> {
  for (;;) {
    const { progress } = await get<Capture>('/api/capture');
    if (progress.isComplete) return progress.events;
    await sleep(5 * POLL_MS);
  }
}

/** A field of /proc/PID/status in MB. */
function memoryMb({ pid }: ChildProcess, name: 'VmRSS' | 'VmHWM'): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  return (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6;
}

/** What the index of a capture costs. */
interface IndexCost {
  readonly cpu: number;
  readonly events: number;
  readonly resident: number;
  readonly peak: number;
}

const indexCost = (sysshark: string, file: string): Promise<IndexCost> =>
  withServer(sysshark, file, async (server) => {
    const events = await untilIndexed(server);
    const { child } = server;
    return { cpu: cpuSeconds(child), events, resident: memoryMb(child, 'VmRSS'), peak: memoryMb(child, 'VmHWM') };
  });

/** Ms until a view has its first event, and all. */
async function search({ get, post }: Server, filter: string): Promise<{ first: number; all: number; count: number }> {
  const begin = performance.now();
  let view = await post<View>('/api/views', { filter });
  let first = Number.NaN;
  for (;;) {
    const ms = performance.now() - begin;
    if (view.count > 0 && Number.isNaN(first)) first = ms;
    if (view.isComplete) return { first, all: ms, count: view.count };
    await sleep(POLL_MS);
    view = await get<View>(`/api/views/${view.id}`);
  }
}

/** Ms of the details of random events, sorted. */
async function detailTimes({ get }: Server, events: number): Promise<number[]> {
  const times: number[] = [];
  // the same rows in each run
  let seed = 1;
  for (let i = 0; i < DETAILS; i++) {
    seed = (seed * 48_271) % 0x7fffffff;
    const begin = performance.now();
    await get(`/api/events/${seed % events}`);
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b);
}

/** Runs a task with a page of a new browser, and its connection to the browser's own figures. */
async function withPage<T>(task: (page: Page, session: CDPSession) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return await task(page, session);
  } finally {
    await browser.close();
  }
}

/** Ms from opening the address to rows on screen, of a server that has just begun. */
const firstRows = (sysshark: string, file: string): Promise<number> =>
  withPage((page) =>
    withServer(sysshark, file, async ({ url }) => {
      const begin = performance.now();
      await page.goto(url, { waitUntil: 'commit' });
      await page.locator('.row .ev', { hasText: /./ }).first().waitFor();
      return performance.now() - begin;
    }),
  );

/** Ms of script, style and layout so far: time of the page's thread. */
async function pageWork(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return 1e3 * (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration'));
}

/** Ms of script and layout a frame while the list is scrolled. */
const scrollWork = ({ url }: Server): Promise<number> =>
  withPage(async (page, session) => {
    await page.goto(url);
    await page.locator('.row .ev', { hasText: /./ }).first().waitFor();
    await page.mouse.move(600, 300);
    const before = await pageWork(session);
    for (let frame = 0; frame < FRAMES; frame++) {
      await page.mouse.wheel(0, WHEEL);
      await page.evaluate('new Promise(requestAnimationFrame)');
    }
    return ((await pageWork(session)) - before) / FRAMES;
  });

/** Bytes of what a browser loads first, compressed. */
async function pageBytes({ url }: Server): Promise<number> {
  const { origin } = new URL(url);
  const html = await (await fetch(origin)).text();
  const paths = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  let bytes = gzipSync(html).length;
  for (const path of paths) bytes += gzipSync(Buffer.from(await (await fetch(origin + path)).arrayBuffer())).length;
  return bytes;
}

const ms = (value: number): string => (Number.isNaN(value) ? 'no browser' : `${value.toFixed(value < 20 ? 1 : 0)} ms`);
const seconds = (value: number): string => `${value.toFixed(2)} s`;

async function best(measure: () => Promise<number>): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < ROUNDS; i++) found.push(await measure());
  return Math.min(...found);
}

/** Rows about the index: what is above the cost of a capture that has few events. */
async function indexRows(sysshark: string, file: string, small: string): Promise<InspectorRow[]> {
  const none = await indexCost(sysshark, small);
  const rounds: IndexCost[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await indexCost(sysshark, file));
  const { events, resident } = rounds[0] as IndexCost;
  const cpu = Math.min(...rounds.map((round) => round.cpu)) - none.cpu;
  const bytes = ((Math.min(...rounds.map((round) => round.resident)) - none.resident) * 1e6) / events;
  return [
    { figure: `index of ${events} events, CPU`, goal: '< 2 s', found: seconds(cpu) },
    { figure: 'CPU an event', goal: '', found: `${((cpu * 1e9) / events).toFixed(0)} ns` },
    { figure: 'memory an event, all that the process has more', goal: '≤ 24 B', found: `${bytes.toFixed(1)} B` },
    { figure: 'process when it is indexed', goal: '< 500 MB', found: `${resident.toFixed(0)} MB` },
  ];
}

async function queryRows(server: Server): Promise<InspectorRow[]> {
  const events = await untilIndexed(server);
  const byColumns = await search(server, BY_COLUMNS);
  const byReplay = await search(server, BY_REPLAY);
  const details = await detailTimes(server, events);
  return [
    {
      figure: `filter by columns: ${BY_COLUMNS}`,
      goal: '< 0.1 s',
      found: `${ms(byColumns.all)}, ${byColumns.count} found`,
    },
    {
      figure: `filter by replay of everything: ${BY_REPLAY}`,
      goal: '< 3 s',
      found: `${ms(byReplay.all)}, ${byReplay.count} found`,
    },
    { figure: 'its first hit', goal: 'at once', found: ms(byReplay.first) },
    { figure: 'details of random events, median', goal: '< 50 ms', found: ms(details[DETAILS / 2] as number) },
    { figure: 'the slowest of them', goal: '< 50 ms', found: ms(details.at(-1) as number) },
    { figure: 'process after these', goal: '< 500 MB', found: `${memoryMb(server.child, 'VmRSS').toFixed(0)} MB` },
    { figure: 'its peak', goal: '< 500 MB', found: `${memoryMb(server.child, 'VmHWM').toFixed(0)} MB` },
    {
      figure: 'page at first load, gzip',
      goal: '< 100 KB',
      found: `${((await pageBytes(server)) / 1e3).toFixed(1)} KB`,
    },
  ];
}

async function browserRows(sysshark: string, server: Server, file: string): Promise<InspectorRow[]> {
  const hasBrowser = existsSync(CHROMIUM);
  const rows = hasBrowser ? await best(() => firstRows(sysshark, file)) : Number.NaN;
  const work = hasBrowser ? await best(() => scrollWork(server)) : Number.NaN;
  return [
    { figure: 'first rows on screen, after the address is opened', goal: '< 1 s', found: ms(rows) },
    { figure: 'script, style and layout a frame of scrolling', goal: '≤ 6 ms', found: ms(work) },
  ];
}

/** A capture twice: a file with two sections. */
async function twice({ file, name, events }: LargeCapture): Promise<LargeCapture> {
  const doubled = `${file}.twice`;
  closeSync(openSync(doubled, 'w'));
  for (let i = 0; i < 2; i++) await pipeline(createReadStream(file), createWriteStream(doubled, { flags: 'a' }));
  rmSync(file);
  return { file: doubled, name: `${name}, twice`, events: 2 * events };
}

/** Measures the inspector on some 10 M events: `capture` (SYSSHARK_BENCH_CAPTURE), a storm if this is root, or `small` repeated. */
export async function benchInspector(
  sysshark: string,
  small: string,
  capture: string | undefined,
): Promise<{ readonly name: string; readonly rows: readonly InspectorRow[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  try {
    const { file, name } = await chosen(folder, { sysshark, small, capture });
    const index = await indexRows(sysshark, file, small);
    const [queries, browser] = await withServer(sysshark, file, async (server) => [
      await queryRows(server),
      await browserRows(sysshark, server, file),
    ]);
    const size = (statSync(file).size / 1e6).toFixed(0);
    return { name: `${name}, ${size} MB`, rows: [...browser, ...index, ...queries] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function chosen(
  folder: string,
  { sysshark, small, capture }: { sysshark: string; small: string; capture: string | undefined },
): Promise<Pick<LargeCapture, 'file' | 'name'>> {
  if (capture !== undefined) return { file: capture, name: 'a given capture' };
  const file = join(folder, 'large.scap');
  return twice(process.getuid?.() === 0 ? await recordStorm(sysshark, file) : repeatCapture(small, file));
}
