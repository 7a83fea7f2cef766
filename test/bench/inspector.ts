import type { ChildProcess } from 'node:child_process';
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
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { POLL_MS, progressOf, type Server, untilIndexed, withServer } from './inspector-server.js';
import { type LargeCapture, recordStorm, repeatCapture } from './large-captures.js';
import { cpuSeconds } from './process-cost.js';

const CHROMIUM = '/usr/bin/chromium';
/** Fresh servers; the best counts, for other programs may run. */
const ROUNDS = 3;
const DETAILS = 60;
const FRAMES = 300;
const WHEEL = 700;
const BY_COLUMNS = 'evt.type=openat and proc.name=find';
const BY_REPLAY = 'evt.args contains passwd';
/** Texts that an event of a storm has, and none. */
const SOUGHT = ['passwd', 'nobody-has-this'] as const;
const PATIENCE_MS = 120_000;

/** A figure, what it should be, and what it is. */
export interface InspectorRow {
  readonly figure: string;
  readonly goal: string;
  readonly found: string;
}

interface View {
  readonly id: number;
  readonly count: number;
  readonly isComplete: boolean;
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
async function detailTimes({ get }: Server, eventsNow: () => Promise<number> | number): Promise<number[]> {
  const times: number[] = [];
  // the same numbers in each run
  let seed = 1;
  for (let i = 0; i < DETAILS; i++) {
    seed = (seed * 48_271) % 0x7fffffff;
    const events = await eventsNow();
    const begin = performance.now();
    await get(`/api/events/${seed % events}`);
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b);
}

/** The same of a capture that is being indexed, as far as it is. */
const growingDetailTimes = (sysshark: string, file: string): Promise<number[]> =>
  withServer(sysshark, file, (server) =>
    detailTimes(server, async () => {
      for (;;) {
        const { events } = await progressOf(server);
        if (events > 0) return events;
        await sleep(POLL_MS);
      }
    }),
  );

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

/** Ms of the page's thread a frame, if something is done before each. */
async function workOfFrames(session: CDPSession, frame: () => Promise<unknown>): Promise<number> {
  const before = await pageWork(session);
  for (let i = 0; i < FRAMES; i++) await frame();
  return ((await pageWork(session)) - before) / FRAMES;
}

/** Puts the texts of each row of the list into the next one, and nothing else: what no list of that many texts can do without. */
const TURN_TEXTS = `new Promise((resolve) => requestAnimationFrame(() => {
  const rows = (window.rowTexts ??= [...document.querySelectorAll('.row:not([hidden])')].map((row) => {
    const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    return found;
  }));
  const old = rows.map((texts) => texts.map(({ data }) => data));
  rows.forEach((texts, i) => texts.forEach((text, k) => (text.data = old[(i + 1) % rows.length][k] ?? '')));
  requestAnimationFrame(resolve);
}))`;

/** Ms of script, style and layout a frame while the list is scrolled; and if just its texts are replaced. */
const scrollWork = ({ url }: Server): Promise<{ readonly all: number; readonly texts: number }> =>
  withPage(async (page, session) => {
    await page.goto(url);
    await page.locator('.row .ev', { hasText: /./ }).first().waitFor();
    await page.mouse.move(600, 300);
    const all = await workOfFrames(session, async () => {
      await page.mouse.wheel(0, WHEEL);
      await page.evaluate('new Promise(requestAnimationFrame)');
    });
    return { all, texts: await workOfFrames(session, () => page.evaluate(TURN_TEXTS)) };
  });

/** The least of some rounds. */
async function leastWork(server: Server): Promise<{ readonly all: number; readonly texts: number }> {
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await scrollWork(server));
  return { all: Math.min(...rounds.map(({ all }) => all)), texts: Math.min(...rounds.map(({ texts }) => texts)) };
}

/** Ms from Enter until the first event is chosen that has a text in a column, or until it is said that none has. */
const findTime = ({ url }: Server, text: string): Promise<number> =>
  withPage(async (page) => {
    await page.goto(url);
    await page.locator('.row .ev', { hasText: /./ }).first().waitFor();
    await page.locator('#events').press('Home');
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'What to find' }).fill(text);
    const begin = performance.now();
    await page.keyboard.press('Enter');
    const found = page.locator('.sentence', { hasText: text });
    await found.or(page.getByText('No event of the list has it.')).first().waitFor({ timeout: PATIENCE_MS });
    return performance.now() - begin;
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

/** Rows about the details of random events: the median of some, and the slowest. */
const detailRows = (what: string, times: readonly number[]): InspectorRow[] => [
  { figure: `details of random events${what}, median`, goal: '< 50 ms', found: ms(times[DETAILS / 2] as number) },
  { figure: 'the slowest of them', goal: '< 50 ms', found: ms(times.at(-1) as number) },
];

async function queryRows(server: Server): Promise<InspectorRow[]> {
  const events = await untilIndexed(server);
  const byColumns = await search(server, BY_COLUMNS);
  const byReplay = await search(server, BY_REPLAY);
  const details = await detailTimes(server, () => events);
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
    ...detailRows('', details),
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
  const work = hasBrowser ? await leastWork(server) : { all: Number.NaN, texts: Number.NaN };
  const [found, none] = hasBrowser
    ? [await findTime(server, SOUGHT[0]), await findTime(server, SOUGHT[1])]
    : [Number.NaN, Number.NaN];
  return [
    { figure: 'first rows on screen, after the address is opened', goal: '< 1 s', found: ms(rows) },
    { figure: 'script, style and layout a frame of scrolling', goal: '≤ 6 ms', found: ms(work.all) },
    { figure: 'the same if just the texts are replaced', goal: '', found: ms(work.texts) },
    { figure: `find a text in all columns (${SOUGHT[0]})`, goal: '', found: ms(found) },
    { figure: 'find one that no event has', goal: '', found: ms(none) },
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
    const growing = detailRows(' while it is indexed', await growingDetailTimes(sysshark, file));
    return { name: `${name}, ${size} MB`, rows: [...browser, ...index, ...queries, ...growing] };
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
