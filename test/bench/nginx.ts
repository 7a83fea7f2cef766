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
  /** CPU time of the tracer, in s per second. */
  readonly cpu: number | null;
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

function startNginx(folder: string) {
  mkdirSync(join(folder, 'www'));
  writeFileSync(join(folder, 'www/index.html'), 'x'.repeat(612));
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder));
  const args = ['-c', SERVER_CPU, 'nginx', '-p', folder, '-c', join(folder, 'nginx.conf')];
  return spawn('taskset', args, { stdio: 'ignore' });
}

/** Requests per second of a client, in the best of some runs. */
async function rateOf(): Promise<number> {
  const url = `http://127.0.0.1:${PORT}/index.html`;
  let best = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const { stdout } = await measure(['taskset', '-c', CLIENT_CPU, 'wrk', '-t1', '-c8', `-d${SECONDS}s`, url], 'pipe');
    best = Math.max(best, Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]));
  }
  return best;
}

async function traced(name: string, command: readonly string[]): Promise<NginxRow> {
  const { result, cpu, note } = await whileTraced(['taskset', '-c', CLIENT_CPU, ...command], rateOf);
  return { name, rate: result, cpu: cpu / (ROUNDS * SECONDS), note };
}

/** A web server under load: untraced, and with tracers of several kinds. */
export async function benchNginx(sysshark: string): Promise<NginxRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const nginx = startNginx(folder);
  try {
    await sleep(1000);
    const file = join(folder, 'nginx.scap');
    const worker = spawnSync('pgrep', ['-P', String(nginx.pid)], { encoding: 'latin1' }).stdout.trim();
    return [
      { name: 'untraced', rate: await rateOf(), cpu: null, note: '' },
      await traced('two programs that do nothing', emptyProbe(folder)),
      await traced('probe attached, call types not recorded', [sysshark, '-w', '/dev/null', 'evt.type=umount2']),
      await traced('-w f proc.name=nginx', [sysshark, '-w', file, 'proc.name=nginx']),
      await traced('-w f proc.name=wrk', [sysshark, '-w', file, 'proc.name=wrk']),
      await traced('-w f', [sysshark, '-w', file]),
      await traced('strace -f -o /dev/null -p worker', ['strace', '-f', '-o', '/dev/null', '-p', worker]),
    ];
  } finally {
    nginx.kill('SIGTERM');
    await once(nginx, 'close');
    rmSync(folder, { recursive: true });
  }
}
