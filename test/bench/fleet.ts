import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileProgram } from './compiled.js';
import { type NatsServer, startNats } from './nats.js';
import { cpuSeconds, cpuSecondsOfAll, measure } from './process-cost.js';
import { whileTraced } from './tracer.js';

/** Calls of the program that is captured, each with two events. */
const CALLS_PER_SECOND = 50_000;
const LIVE_MS = 25_000;
/** How long nothing comes any more when all has come, in ms. */
const QUIET_MS = 500;
const DAY = 86_400;
const SHIPPERS = [1, 4, 16];
/** Events of each shipper that replays a capture, and how many a second. */
const REPLAYED = { events: 400_000, rate: 20_000 };
const TOKEN = 'a'.repeat(40);

/** What a host pays. */
export interface HostRow {
  readonly name: string;
  /** CPU time of sysshark, as a share of a CPU. */
  readonly cpu: number;
  /** Bytes a day in the file, or sent. */
  readonly bytesADay: number;
  /** From events to their arrival at the collector, in s: those that came last before a segment was sent, and first. */
  readonly delay: readonly [number, number] | null;
}

/** What the collector pays. */
export interface CollectorRow {
  /** How many shippers, and through what, if not HTTP. */
  readonly name: string;
  /** Events of all shippers. */
  readonly events: number;
  /** From the start of the first shipper to the end of the last, in s. */
  readonly seconds: number;
  /** CPU time of the collector and the processes that it starts, in s. */
  readonly collector: number;
  /** CPU time of one shipper, in s. */
  readonly shipper: number;
}

/** A collector that listens. */
interface Listening {
  readonly child: ChildProcess;
  readonly address: string;
  readonly folder: string;
}

/** Where a bench works, and with which program. */
interface Place {
  readonly sysshark: string;
  readonly folder: string;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name));

const hostName = (i: number): string => `host-${i}`;

async function startCollector(
  { sysshark, folder }: Place,
  name: string,
  more: readonly string[] = [],
): Promise<Listening> {
  const store = join(folder, name);
  const tokens = join(folder, 'tokens');
  const lines = Array.from({ length: 16 }, (_, i) => `${hostName(i)} ${tokenOf(i)}\n`);
  writeFileSync(tokens, lines.join(''), { mode: 0o600 });
  const options = ['--listen', '127.0.0.1:0', '--dir', store, '--tokens', tokens, '-Z', 'root'];
  const child = spawn(sysshark, ['collect', ...options, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, address, folder: store };
}

const tokenOf = (i: number): string => `${TOKEN}${String(i).padStart(2, '0')}`;

/** Options of the shipper of a host. */
function shipping({ folder }: Place, { address, folder: store }: Listening, i: number): string[] {
  const token = join(folder, `token-${i}`);
  writeFileSync(token, tokenOf(i), { mode: 0o600 });
  return ['--to', address, '--token-file', token, '--spool', `${store}-spool-${i}`];
}

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGINT');
  await closed;
}

const segmentsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.scap.gz'))
    .sort()
    .map((name) => join(folder, name));

const bytesOf = (paths: readonly string[]): number => paths.reduce((sum, path) => sum + statSync(path).size, 0);

/** The time of the first event of a segment, in s since the epoch. */
async function firstTime(sysshark: string, path: string): Promise<number> {
  const { stdout } = await measure([sysshark, '-r', path, '-n', '1', '-p', '%evt.rawtime'], 'pipe');
  return Number(stdout) / 1e9;
}

/** How late segments came: the last and the first event of each, in the median. */
async function delayOf(sysshark: string, segments: readonly string[]): Promise<[number, number]> {
  const began: number[] = [];
  for (const path of segments) began.push(await firstTime(sysshark, path));
  const came = segments.map((path) => statSync(path).mtimeMs / 1e3);
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const inner = segments.slice(0, -1).map((_, i) => i);
  const late = (from: readonly number[]) => median(inner.map((i) => (came[i] as number) - (from[i] as number)));
  return [late(began.slice(1)), late(began)];
}

/** What a host pays that captures a program with 100,000 events a second: into a file, and for a collector. */
async function hostRows(place: Place, capture: string): Promise<HostRow[]> {
  const { sysshark, folder } = place;
  const paced = spawn(compileProgram('paced', folder), [String(CALLS_PER_SECOND), ...filesIn('/etc')]);
  const filter = 'proc.name=paced';
  const collector = await startCollector(place, 'live');
  const share = (bytes: number) => (bytes / LIVE_MS) * 1e3 * DAY;
  try {
    const rows: HostRow[] = [];
    for (const [options, file] of [
      [['-w'], capture],
      [['-z', '-w'], `${capture}.gz`],
    ] as const) {
      const traced = await whileTraced({ command: [sysshark, ...options, file, filter] }, () => sleep(LIVE_MS));
      rows.push({
        name: `\`${options.join(' ')} f\``,
        cpu: shareOf(traced.cpu),
        bytesADay: share(bytesOf([file])),
        delay: null,
      });
    }
    const ship = async (i: number, more: readonly string[]): Promise<HostRow> => {
      const options = [...shipping(place, collector, i), '-Z', 'root', ...more];
      const { cpu } = await whileTraced({ command: [sysshark, 'ship', ...options, filter] }, () => sleep(LIVE_MS));
      const segments = segmentsIn(join(collector.folder, 'hosts', hostName(i)));
      const delay = await delayOf(sysshark, segments);
      return { name: '`ship`', cpu: shareOf(cpu), bytesADay: share(bytesOf(segments)), delay };
    };
    rows.push(await ship(0, []));
    const receiver = createServer((request, response) => request.resume().on('end', () => response.end()));
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    const { port } = receiver.address() as AddressInfo;
    rows.push({ ...(await ship(1, ['--otlp', `http://127.0.0.1:${port}`])), name: '`ship --otlp`' });
    receiver.close();
    return rows;
  } finally {
    paced.kill('SIGKILL');
    await end(collector.child);
  }
}

const shareOf = (cpu: number): number => cpu / (LIVE_MS / 1e3);

/** What a collector pays for some shippers that replay a capture at a set rate, over HTTP or through a stream. */
async function collectorRow(
  place: Place,
  capture: string,
  count: number,
  nats: NatsServer | null = null,
): Promise<CollectorRow> {
  const { sysshark } = place;
  const name = nats === null ? `${count}` : `${count}, through NATS`;
  const collector = await startCollector(place, `replayed-${name}`, nats === null ? [] : ['--from', nats.address]);
  const { events, rate } = REPLAYED;
  const began = performance.now();
  const shippers = Array.from({ length: count }, (_, i) => {
    const to =
      nats === null ? shipping(place, collector, i) : ['--to', nats.address, '--spool', join(place.folder, 'spool')];
    const args = ['-r', capture, '-n', String(events), '--rate', String(rate), ...to];
    return spawn(sysshark, ['ship', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  });
  const cpus = await Promise.all(shippers.map(cpuUntilEnd));
  if (nats !== null) await untilTaken(join(collector.folder, 'hosts'));
  const seconds = (performance.now() - began) / 1e3;
  const cpu = cpuSecondsOfAll(collector.child);
  await end(collector.child);
  return { name, events: events * count, seconds, collector: cpu, shipper: Math.max(...cpus) };
}

/** Resolves when a collector stores nothing more of what lies in its stream. */
async function untilTaken(hosts: string): Promise<void> {
  const count = (): number => (existsSync(hosts) ? readdirSync(hosts, { recursive: true }).length : 0);
  for (let before = -1, now = count(); now === 0 || now !== before; now = count()) {
    before = now;
    await sleep(QUIET_MS);
  }
}

/** The CPU time of a process, looked at until it ends. */
async function cpuUntilEnd(child: ChildProcess): Promise<number> {
  let cpu = 0;
  const timer = setInterval(() => {
    if (child.exitCode === null) cpu = cpuSeconds(child);
  }, 100);
  await once(child, 'close');
  clearInterval(timer);
  return cpu;
}

/** Sends what a program does on this host, and a capture, to a collector on this host. Needs root. */
export async function benchFleet(
  sysshark: string,
): Promise<{ readonly hosts: readonly HostRow[]; readonly collectors: readonly CollectorRow[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  try {
    const capture = join(folder, 'live.scap');
    const hosts = await hostRows({ sysshark, folder }, capture);
    const collectors: CollectorRow[] = [];
    for (const count of SHIPPERS) collectors.push(await collectorRow({ sysshark, folder }, capture, count));
    const nats = await startNats(join(folder, 'nats'));
    collectors.push(await collectorRow({ sysshark, folder }, capture, 1, nats));
    await end(nats.child);
    return { hosts, collectors };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
