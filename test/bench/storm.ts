import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyProbe } from './empty-probe.js';
import { measure } from './process-cost.js';
import { whileTraced } from './tracer.js';

/** Each block is one read and one write: 2 calls, 4 events. */
const BLOCKS = 3_000_000;
const STORM = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${BLOCKS}`];
/** Number of calls under strace, which is a hundred times slower. */
const STRACE_SHARE = 50;
/** Number of storms; the fastest counts. */
const ROUNDS = 2;

/** Filters that the kernel decides, and what they are. */
const FILTERS: readonly (readonly [name: string, filter: string])[] = [
  ['probe attached, call types not recorded', 'evt.type=umount2'],
  ['filter that matches nothing', 'proc.name=no-such-name'],
  ['filter on a descriptor that is not used', 'fd.num=1234'],
  ['filter on results', 'evt.failed=true'],
  ['filter on the latency', 'evt.latency>1000000000'],
];

/** A line of the table. */
export interface StormRow {
  readonly name: string;
  /** Time of the storm, in s. */
  readonly seconds: number;
  /** CPU time of the tracer during a storm, in s. */
  readonly cpu: number | null;
  readonly note: string;
}

const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** Time of the fastest of some storms, in s. */
async function quickest(): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ROUNDS; i++) best = Math.min(best, (await measure(STORM)).seconds);
  return best;
}

/** The storm while a tracer runs. */
async function storm(name: string, tracer: readonly [string, ...string[]]): Promise<StormRow> {
  const { result, cpu, note } = await whileTraced({ command: tracer }, quickest);
  return { name, seconds: result, cpu: cpu / ROUNDS, note };
}

/** The content of a capture of the storm: events of dd, compared with those that were made. */
async function countDd(sysshark: string, file: string): Promise<string> {
  const { stderr } = await measure([sysshark, '-r', file, '-q', '-v', 'proc.name=dd and evt.type in (read, write)']);
  const events = /Captured Events: (\d+)/.exec(stderr)?.[1] ?? '?';
  return `${events} events of dd in the file, ${(statSync(file).size / 1e6).toFixed(0)} MB`;
}

async function traced(sysshark: string, folder: string): Promise<StormRow[]> {
  const file = join(folder, 'storm.scap');
  const rows = [await storm('two programs that do nothing', emptyProbe(folder))];
  for (const [name, filter] of FILTERS) rows.push(await storm(name, [sysshark, '-w', '/dev/null', filter]));
  return [
    ...rows,
    await storm('default lines to /dev/null', [sysshark]),
    await written(sysshark, file, []),
    await written(sysshark, file, ['-z']),
  ];
}

async function written(sysshark: string, file: string, options: readonly string[]): Promise<StormRow> {
  const row = await storm(['-w', ...options].join(' '), [sysshark, '-w', file, ...options]);
  const note = [await countDd(sysshark, file), row.note].filter((text) => text !== '').join('; ');
  return { ...row, note };
}

async function others(folder: string): Promise<StormRow[]> {
  const rows: StormRow[] = [];
  if (has('sysdig')) rows.push(await storm('sysdig -w', ['sysdig', '--modern-bpf', '-w', join(folder, 'sysdig.scap')]));
  if (has('strace')) {
    const few = STORM.with(-1, `count=${BLOCKS / STRACE_SHARE}`);
    const { seconds } = await measure(['strace', '-o', '/dev/null', ...few]);
    rows.push({
      name: 'strace',
      seconds: seconds * STRACE_SHARE,
      cpu: null,
      note: `a ${STRACE_SHARE}th of the calls, scaled`,
    });
  }
  return rows;
}

/** The storm of system calls: untraced, and with tracers of several kinds. */
export async function benchStorm(sysshark: string): Promise<StormRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  try {
    const first = { name: 'untraced', seconds: await quickest(), cpu: null, note: `${2 * BLOCKS} calls` };
    return [first, ...(await traced(sysshark, folder)), ...(await others(folder))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
