import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { measure } from './process-cost.js';

const MIN_EVENTS = 5_000_000;
/** Block types of events, see src/scap/block.ts. */
const EVENT_TYPES: ReadonlySet<number> = new Set([0x216, 0x217, 0x221, 0x222]);

/** A line of the table. */
export interface ReadingRow {
  readonly what: string;
  readonly name: string;
  readonly seconds: number;
  /** ns an event. */
  readonly perEvent: number;
}

/** Where the events of a capture begin, and how many there are. */
function findEvents(bytes: Buffer): { start: number; count: number } {
  let start = -1;
  let count = 0;
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (!EVENT_TYPES.has(bytes.readUInt32LE(at))) continue;
    if (start < 0) start = at;
    count++;
  }
  return { start, count };
}

/** Writes a capture that repeats the events of another one; returns how many it holds. */
function repeat(capture: string, into: string): number {
  const bytes = readFileSync(capture);
  const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
  const { start, count } = findEvents(raw);
  const times = Math.ceil(MIN_EVENTS / count);
  const file = openSync(into, 'w');
  writeSync(file, raw, 0, start);
  for (let i = 0; i < times; i++) writeSync(file, raw, start);
  closeSync(file);
  return count * times;
}

/** Ways of reading, with the options of both programs. */
const TASKS = [
  { what: 'read, print nothing', options: ['-q'], refscap: ['-q'] },
  {
    what: 'filter, print nothing',
    options: ['-q', 'proc.name=nginx and evt.type=openat'],
    refscap: ['-q', '-f', 'proc.name=nginx and evt.type=openat'],
  },
  { what: 'default lines to /dev/null', options: [], refscap: [] },
] as const;

/** Reading a capture of at least 5 million events with this program and with the reference printer, where it is there. */
export async function benchReading(sysshark: string, refscap: string, capture: string): Promise<ReadingRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  const file = join(folder, 'large.scap');
  const rows: ReadingRow[] = [];
  try {
    const events = repeat(capture, file);
    console.log(`reading ${events} events, ${(statSync(file).size / 1e6).toFixed(0)} MB`);
    for (const { what, options, refscap: theirs } of TASKS) {
      const commands = { sysshark: [sysshark, '-r', file, ...options], refscap: [refscap, file, ...theirs] };
      for (const [name, command] of Object.entries(commands)) {
        if (!existsSync(command[0] as string)) continue;
        const { seconds, status, stderr } = await measure(command);
        if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
        rows.push({ what, name, seconds, perEvent: (seconds * 1e9) / events });
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
