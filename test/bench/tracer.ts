import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, residentMb } from './process-cost.js';

const ATTACH_MS = 2500;

/** Cost and output of a tracer during a measurement. */
export interface Traced<Result> {
  readonly result: Result;
  /** CPU time of the tracer during the measurement, in s. */
  readonly cpu: number;
  /** Its resident memory at the end, without BPF maps, in MB. */
  readonly resident: number;
  /** The last line that it printed. */
  readonly note: string;
}

/** What is measured. */
export interface Tracer {
  readonly command: readonly [string, ...string[]];
  /** Done before the measurement begins. */
  readonly warmUp?: () => Promise<unknown>;
}

/** Measures something while a tracer runs; ends it with SIGINT. Throws its output if it fails to start. */
export async function whileTraced<Result>(
  { command: [program, ...args], warmUp }: Tracer,
  run: () => Promise<Result>,
): Promise<Traced<Result>> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString('latin1')));
  const closed = once(child, 'close');
  await sleep(ATTACH_MS);
  if (child.exitCode !== null) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  await warmUp?.();
  const before = cpuSeconds(child);
  const result = await run();
  const cpu = cpuSeconds(child) - before;
  const resident = residentMb(child);
  child.kill('SIGINT');
  await closed;
  return { result, cpu, resident, note: stderr.trim().split('\n').at(-1) ?? '' };
}
