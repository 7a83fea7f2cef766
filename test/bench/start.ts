import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpuSeconds, measure } from './process-cost.js';

const RUNS = 9;

/** Times of several runs, in s. */
export interface Times {
  readonly name: string;
  readonly fastest: number;
  readonly median: number;
  /** CPU time (user and system) up to the first line; null where the whole run was measured. */
  readonly cpu: number | null;
}

/** One run: wall time and, if it was measured, CPU time, in s. */
interface Run {
  readonly seconds: number;
  readonly cpu: number | null;
}

/** Starts a program, which opens files, every few milliseconds: something to show. */
const BUSY = 'while :; do sleep 0.005; done';

/** Time until a program prints its first line. It is ended then. */
async function toFirstLine([program, ...args]: readonly [string, ...string[]]): Promise<Run> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const run = { seconds: (performance.now() - start) / 1e3, cpu: cpuSeconds(child) };
  child.kill('SIGKILL');
  await once(child, 'close');
  return run;
}

/** Time until a program has ended. */
async function toEnd(command: readonly string[]): Promise<Run> {
  const { seconds, status, stderr } = await measure(command);
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return { seconds, cpu: null };
}

async function times(name: string, run: () => Promise<Run>): Promise<Times> {
  const runs: Run[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await run());
  runs.sort((a, b) => a.seconds - b.seconds);
  const [first, middle] = [runs[0] as Run, runs[RUNS >> 1] as Run];
  return { name, fastest: first.seconds, median: middle.seconds, cpu: first.cpu };
}

/** How long live captures take to start, beside strace and Node.js. */
export async function benchStart(sysshark: string): Promise<readonly Times[]> {
  const busy = spawn('sh', ['-c', BUSY], { stdio: 'ignore' });
  try {
    return [
      await times('first line of everything', () => toFirstLine([sysshark])),
      await times('first line of `evt.type=openat`', () => toFirstLine([sysshark, 'evt.type=openat'])),
      await times('`-- true`, from start to end', () => toEnd([sysshark, '-q', '--', 'true'])),
      await times('`strace true`', () => toEnd(['strace', '-o', '/dev/null', 'true'])),
      await times('`node -e 0`', () => toEnd([process.execPath, '-e', '0'])),
    ];
  } finally {
    busy.kill('SIGKILL');
  }
}
