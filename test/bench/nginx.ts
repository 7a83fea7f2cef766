import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyProbe } from './empty-probe.js';
import { measure } from './process-cost.js';
import { whileTraced } from './tracer.js';

const PORT = 18_089;
/** The server has the first CPU, the client and the tracer the second. */
const SERVER_CPU = '0';
const CLIENT_CPU = '1';
const SECONDS = 4;
/** Number of runs; the best counts. */
const ROUNDS = 2;

/** A line of the table. */
export interface NginxRow {
  readonly name: string;
  /** Requests per second. */
  readonly rate: number;
  /** CPU time of the tracer, in s per second, and in s per request. */
  readonly cpu: number | null;
  readonly cpuPerRequest: number | null;
  /** Resident memory of the tracer without BPF maps, in MB. */
  readonly resident: number | null;
  readonly note: string;
}

const configuration = (folder: string): string => `
daemon off;
user root;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${PORT}; root ${folder}/www; }
}
`;

/** A command, on one CPU or on any (null). */
const onCpu = (cpu: string | null, command: readonly string[]): [string, ...string[]] =>
  (cpu === null ? command : ['taskset', '-c', cpu, ...command]) as [string, ...string[]];

function startNginx(folder: string, cpu: string | null) {
  mkdirSync(join(folder, 'www'), { recursive: true });
  writeFileSync(join(folder, 'www/index.html'), 'x'.repeat(612));
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder));
  const [program, ...args] = onCpu(cpu, ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf')]);
  return spawn(program, args, { stdio: 'ignore' });
}

/** Requests of a client: per second in the best of some runs, and in all of them. */
interface Load {
  readonly rate: number;
  readonly requests: number;
}

async function load(cpu: string | null, rounds: number): Promise<Load> {
  const url = `http://127.0.0.1:${PORT}/index.html`;
  let rate = 0;
  let requests = 0;
  for (let i = 0; i < rounds; i++) {
    const { stdout } = await measure(onCpu(cpu, ['wrk', '-t1', '-c8', `-d${SECONDS}s`, url]), 'pipe');
    rate = Math.max(rate, Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]));
    requests += Number(/(\d+) requests in/.exec(stdout)?.[1]);
  }
  return { rate, requests };
}

const untraced = async (cpu: string | null): Promise<NginxRow> => ({
  name: 'untraced',
  rate: (await load(cpu, ROUNDS)).rate,
  cpu: null,
  cpuPerRequest: null,
  resident: null,
  note: '',
});

/** Measures after a first run, in which the tracer compiles its code. */
async function traced(name: string, command: readonly string[], on: string | null = CLIENT_CPU): Promise<NginxRow> {
  const tracer = { command: onCpu(on, command), warmUp: () => load(on, 1) };
  const { result, cpu, resident, note } = await whileTraced(tracer, () => load(on, ROUNDS));
  const { rate, requests } = result;
  return { name, rate, cpu: cpu / (ROUNDS * SECONDS), cpuPerRequest: cpu / requests, resident, note };
}

/** Runs a web server while rows are measured; `cpu` is its CPU, null for any. */
async function withNginx(
  cpu: string | null,
  bench: (folder: string, worker: string) => Promise<NginxRow[]>,
): Promise<NginxRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const nginx = startNginx(folder, cpu);
  try {
    await sleep(1000);
    return await bench(folder, spawnSync('pgrep', ['-P', String(nginx.pid)], { encoding: 'latin1' }).stdout.trim());
  } finally {
    nginx.kill('SIGTERM');
    await once(nginx, 'close');
    rmSync(folder, { recursive: true });
  }
}

/** A web server under load, alone on its CPU: untraced, and with tracers of several kinds. */
export function benchNginx(sysshark: string): Promise<NginxRow[]> {
  return withNginx(SERVER_CPU, async (folder, worker) => {
    const file = join(folder, 'nginx.scap');
    return [
      await untraced(CLIENT_CPU),
      await traced('two programs that do nothing', emptyProbe(folder)),
      await traced('probe attached, call types not recorded', [sysshark, '-w', '/dev/null', 'evt.type=umount2']),
      await traced('-w f proc.name=nginx', [sysshark, '-w', file, 'proc.name=nginx']),
      await traced('-w f proc.name=wrk', [sysshark, '-w', file, 'proc.name=wrk']),
      await traced('-w f', [sysshark, '-w', file]),
      await traced('strace -f -o /dev/null -p worker', ['strace', '-f', '-o', '/dev/null', '-p', worker]),
    ];
  });
}

/** The same without assigning CPUs: server, client and tracer share them. */
export function benchFreeNginx(sysshark: string): Promise<NginxRow[]> {
  return withNginx(null, async (folder) => [
    await untraced(null),
    await traced('two programs that do nothing', emptyProbe(folder), null),
    await traced('-w f proc.name=nginx', [sysshark, '-w', join(folder, 'nginx.scap'), 'proc.name=nginx'], null),
  ]);
}
