import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { NODE_OPTIONS } from './keeper.js';
import { measureCpu } from './process-cost.js';

/** Number of runs; the one with the least CPU time counts. The programs take turns, so that other load affects both. */
const ROUNDS = 10;
/** Sizes of the files of a folder, as text in bytes, and how many there are: as CloudTrail writes them, and merged ones. */
const FOLDERS = [
  { name: '900 files of 0.2 MB', size: 200e3, count: 900 },
  { name: '6 files of 30 MB', size: 30e6, count: 6 },
] as const;

/** MB of text per CPU second. */
export interface LogRow {
  readonly folder: string;
  readonly sysshark: number;
  /** The same of files that are not compressed. */
  readonly plain: number;
  readonly inflate: number;
  /** CPU s of a log of one record. */
  readonly start: number;
}

/** Programs that are compared. */
interface Programs {
  readonly sysshark: string;
  /** Decompresses only. */
  readonly inflate: string;
}

/** The records of a folder of log files, each as text. */
function recordsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.json(?:\.gz)?$/.test(name))
    .sort()
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      const { Records } = JSON.parse(text.toString()) as { readonly Records: readonly object[] };
      return Records.map((record) => JSON.stringify(record));
    });
}

/** A log file of about `size` bytes of text: records in an order that looks random, each with an id of its own. */
function logOf(records: readonly string[], size: number, seed: { at: number }): string {
  const next = (): number => {
    seed.at = (Math.imul(seed.at, 1103515245) + 12345) >>> 0;
    return seed.at;
  };
  const chosen: string[] = [];
  for (let length = 0; length < size; ) {
    const record = records[(next() >>> 8) % records.length] as string;
    chosen.push(record.replace(/"eventID":"[^"]{8}/, `"eventID":"${next().toString(16).padStart(8, '0')}`));
    length += record.length;
  }
  return `{"Records":[${chosen.join(',')}]}`;
}

async function runFolder(
  path: string,
  bytes: number,
  { sysshark, inflate }: Programs,
): Promise<Omit<LogRow, 'folder'>> {
  const read = (folder: string) => [sysshark, '-I', `cloudtrail:${folder}`, '-q', 'ct.error exists'];
  const commands = [
    ...[path, `${path}-plain`, `${path}-one`].map(read),
    [process.execPath, ...NODE_OPTIONS, inflate, path],
  ];
  const best = commands.map(() => Number.POSITIVE_INFINITY);
  for (let i = 0; i < ROUNDS; i++)
    for (const [k, command] of commands.entries()) best[k] = Math.min(best[k] as number, await measureCpu(command));
  const [ours = Number.NaN, plain = Number.NaN, , alone = Number.NaN] = best.map((seconds) => bytes / 1e6 / seconds);
  return { sysshark: ours, plain, inflate: alone, start: best[2] ?? Number.NaN };
}

/** Filters log files of CloudTrail, made of the records below `samples`, beside a program that only decompresses them. */
export async function benchLogs(programs: Programs, samples: string): Promise<readonly LogRow[]> {
  const records = recordsBelow(samples);
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const rows: LogRow[] = [];
  const seed = { at: 7 };
  try {
    for (const [i, { name, size, count }] of FOLDERS.entries()) {
      const path = join(folder, `${i}`);
      for (const one of [path, `${path}-plain`, `${path}-one`]) mkdirSync(one);
      writeFileSync(join(`${path}-one`, 'log.json'), logOf(records, 1, seed));
      let bytes = 0;
      for (let file = 0; file < count; file++) {
        const text = logOf(records, size, seed);
        bytes += text.length;
        const log = `${String(file).padStart(4, '0')}.json`;
        writeFileSync(join(path, `${log}.gz`), gzipSync(text));
        writeFileSync(join(`${path}-plain`, log), text);
      }
      rows.push({ folder: name, ...(await runFolder(path, bytes, programs)) });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return rows;
}
