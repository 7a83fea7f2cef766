import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleKeeper, NODE_OPTIONS } from './keeper.js';
import { compressCapture, type LargeCapture, recordStorm, repeatCapture } from './large-captures.js';
import { measure } from './process-cost.js';

/** Number of runs; the fastest counts. The programs take turns, so that other load affects both. */
const ROUNDS = 5;

/** A task on a capture, as arguments of both programs. */
interface Job {
  readonly what: string;
  readonly options?: readonly string[];
  /** Options of the reference printer, if its nearest equivalent differs. */
  readonly theirOptions?: readonly string[];
  readonly filter?: string;
  readonly isCompressed?: true;
  readonly writes?: true;
}

const JOBS: readonly Job[] = [
  { what: 'nothing matches', filter: 'evt.type=mkdirat and proc.name=zzz' },
  { what: 'proc.name=find', filter: 'proc.name=find' },
  { what: 'evt.type=openat', filter: 'evt.type=openat' },
  { what: 'fd.name contains /etc', filter: 'fd.name contains /etc' },
  { what: 'evt.args contains passwd', filter: 'evt.args contains passwd' },
  { what: 'evt.buffer contains passwd', filter: 'evt.buffer contains passwd' },
  { what: 'default lines' },
  { what: '-j', options: ['-j'] },
  { what: '-T ndjson, beside -j of the reference', options: ['-T', 'ndjson'], theirOptions: ['-j'] },
  { what: '-w of evt.type=openat', filter: 'evt.type=openat', writes: true },
  { what: '-c topfiles_bytes, beside counting', options: ['-c', 'topfiles_bytes'], theirOptions: ['-q'] },
  { what: '-c topscalls_time, beside counting', options: ['-c', 'topscalls_time'], theirOptions: ['-q'] },
  { what: '-c latency, beside counting', options: ['-c', 'latency'], theirOptions: ['-q'] },
  { what: '-c spectrogram, beside counting', options: ['-c', 'spectrogram'], theirOptions: ['-q'] },
  { what: '-q -S, beside counting', options: ['-q', '-S'], theirOptions: ['-q'] },
  { what: 'nothing matches, from gzip', filter: 'evt.type=mkdirat and proc.name=zzz', isCompressed: true },
];

/** A line of the table: seconds of the fastest runs. */
export interface ReadingRow {
  readonly capture: string;
  readonly what: string;
  readonly sysshark: number;
  /** NaN if the reference printer is not built. */
  readonly refscap: number;
}

/** Seconds of the fastest run of each command; NaN for a missing one. */
async function fastest(...commands: readonly (readonly string[])[]): Promise<number[]> {
  const best = commands.map(([program]) => (existsSync(program as string) ? Number.POSITIVE_INFINITY : Number.NaN));
  for (let i = 0; i < ROUNDS; i++) {
    for (const [k, command] of commands.entries()) {
      if (Number.isNaN(best[k])) continue;
      const { seconds, status, stderr } = await measure(command);
      if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
      best[k] = Math.min(best[k] as number, seconds);
    }
  }
  return best;
}

/** The time to start Node.js, read the file and visit each block: no reader in Node.js can be faster. */
async function runFloor(capture: LargeCapture, programs: Programs): Promise<ReadingRow> {
  const [sysshark = Number.NaN] = await fastest([process.execPath, programs.floor, capture.file]);
  return { capture: capture.name, what: 'read and walk only (the floor)', sysshark, refscap: Number.NaN };
}

/** Columns of all events are kept, beside counting. */
async function runKeep(capture: LargeCapture, programs: Programs): Promise<ReadingRow> {
  await bundleKeeper();
  const ours = [process.execPath, ...NODE_OPTIONS, programs.keepColumns, capture.file];
  const [sysshark = Number.NaN, refscap = Number.NaN] = await fastest(ours, [programs.refscap, capture.file, '-q']);
  return { capture: capture.name, what: 'columns of all events, beside counting', sysshark, refscap };
}

async function runJob(job: Job, capture: LargeCapture, programs: Programs): Promise<ReadingRow> {
  const { what, options = [], theirOptions = options, filter, writes } = job;
  const copy = `${capture.file}.copy`;
  const output = writes ? ['-w', copy] : [];
  const ours = [
    programs.sysshark,
    '-r',
    capture.file,
    ...options,
    ...output,
    ...(filter === undefined ? [] : [filter]),
  ];
  const quiet = writes ? ['-q'] : [];
  const theirFilter = filter === undefined ? [] : ['-f', filter];
  const theirs = [programs.refscap, capture.file, ...quiet, ...theirOptions, ...output, ...theirFilter];
  const [sysshark = Number.NaN, refscap = Number.NaN] = await fastest(ours, theirs);
  rmSync(copy, { force: true });
  return { capture: capture.name, what, sysshark, refscap };
}

/** Paths of the programs that are compared. */
interface Programs {
  readonly sysshark: string;
  readonly refscap: string;
  readonly floor: string;
  readonly keepColumns: string;
}

/**
 * Reads captures of at least 5 million events with this program and, if it exists, with the reference printer. One capture
 * repeats `small`, the other is recorded here, which needs root.
 */
export async function benchReading(programs: Programs, small: string): Promise<ReadingRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const rows: ReadingRow[] = [];
  try {
    const captures = [repeatCapture(small, join(folder, 'repeated.scap'))];
    if (process.getuid?.() === 0) captures.push(await recordStorm(programs.sysshark, join(folder, 'storm.scap')));
    for (const capture of captures) {
      console.log(`${capture.name}: ${capture.events} events, ${(statSync(capture.file).size / 1e6).toFixed(0)} MB`);
      const compressed = await compressCapture(capture, `${capture.file}.gz`);
      rows.push(await runFloor(capture, programs));
      rows.push(await runKeep(capture, programs));
      for (const job of JOBS) rows.push(await runJob(job, job.isCompressed ? compressed : capture, programs));
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
