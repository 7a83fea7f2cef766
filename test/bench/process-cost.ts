import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts the times of /proc/PID/stat in hundredths of a second. */
const TICK_SECONDS = 0.01;

/** The cost of a program that has ended. */
export interface Cost {
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs a program to its end and measures it from the outside. */
export async function measure(command: readonly string[], stdout: 'ignore' | 'pipe' = 'ignore'): Promise<Cost> {
  const [program, ...args] = command as [string, ...string[]];
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', stdout, 'pipe'], env: { ...process.env, TZ: 'UTC' } });
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (part: Buffer) => (texts.stdout += part.toString('latin1')));
  child.stderr?.on('data', (part: Buffer) => (texts.stderr += part.toString('latin1')));
  const [status] = (await once(child, 'close')) as [number | null];
  return { seconds: (performance.now() - start) / 1e3, status, ...texts };
}

/** What bash says of a command's CPU time: user and system, in s. */
const TIMES = ['bash', '-c', 'TIMEFORMAT="%3U %3S"; time "$@" > /dev/null 2> /dev/null', 'bash'];

/** CPU time (user and system) of a program from start to end, in s. Throws Error if it fails. */
export async function measureCpu(command: readonly string[]): Promise<number> {
  const { status, stderr } = await measure([...TIMES, ...command]);
  const [user = Number.NaN, system = Number.NaN] = stderr.trim().split(' ').map(Number);
  if (status !== 0) throw new Error(`${command.join(' ')} fails with status ${status}`);
  return user + system;
}

/** Times of a running process (/proc/PID/stat), in s: its own, user and system, and the same of its children that have ended. */
function timesOf({ pid }: Pick<ChildProcess, 'pid'>): readonly number[] {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).map((ticks) => Number(ticks) * TICK_SECONDS);
}

/** CPU time (user and system) of a running process so far, in s. */
export function cpuSeconds(child: ChildProcess): number {
  const [user = Number.NaN, system = Number.NaN] = timesOf(child);
  return user + system;
}

/** The same, with that of its children: those that have ended, and those that run. */
export function cpuSecondsOfAll({ pid }: Pick<ChildProcess, 'pid'>): number {
  const children = readdirSync(`/proc/${pid}/task`)
    .flatMap((tid) => readFileSync(`/proc/${pid}/task/${tid}/children`, 'latin1').split(' '))
    .filter((child) => child !== '');
  const own = timesOf({ pid }).reduce((sum, time) => sum + time, 0);
  return children.reduce((sum, child) => sum + cpuSecondsOfAll({ pid: Number(child) }), own);
}

/** Name of the memory of BPF maps in /proc/PID/smaps. */
const BPF_MAP = 'anon_inode:bpf-map';
const KIB_PER_MB = 1000 / 1.024;

/** Resident memory of a running process without the maps that it shares with the kernel (BPF), in MB. */
export function residentMb(child: ChildProcess): number {
  const mappings = readFileSync(`/proc/${child.pid}/smaps`, 'latin1').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const own = mappings.filter((mapping) => !(mapping.split('\n')[0] ?? '').endsWith(BPF_MAP));
  return own.reduce((sum, mapping) => sum + Number(/^Rss: +(\d+) kB$/m.exec(mapping)?.[1] ?? 0), 0) / KIB_PER_MB;
}
