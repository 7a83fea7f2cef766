import { spawn } from 'node:child_process';
import { closeSync, createReadStream, createWriteStream, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { measure } from './process-cost.js';

const MIN_EVENTS = 5_000_000;
/** Block types of events, see src/scap/block.ts. */
const EVENT_TYPES: ReadonlySet<number> = new Set([0x216, 0x217, 0x221, 0x222]);
/** Calls of dd; with those of find they make slightly more than MIN_EVENTS events. */
const DD_COUNT = 1_250_000;
const SECONDS = 60;

/** A capture to read. */
export interface LargeCapture {
  readonly name: string;
  readonly file: string;
  readonly events: number;
}

/** The offset of the first event of a capture, and the number of events. */
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

/** Writes a capture that repeats the events of another one. */
export function repeatCapture(capture: string, file: string): LargeCapture {
  const bytes = readFileSync(capture);
  const raw = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
  const { start, count } = findEvents(raw);
  const times = Math.ceil(MIN_EVENTS / count);
  const into = openSync(file, 'w');
  writeSync(into, raw, 0, start);
  for (let i = 0; i < times; i++) writeSync(into, raw, start);
  closeSync(into);
  return { name: 'sf-setns, repeated', file, events: count * times };
}

/** Records dd copying byte by byte while find runs: most events are alike, and few match the filters. Needs root. */
export async function recordStorm(sysshark: string, file: string): Promise<LargeCapture> {
  const recorder = spawn(sysshark, ['-q', '-w', file, '-M', `${SECONDS}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) => recorder.once('close', resolve));
  // the header is written when the probe is attached
  while (recorder.exitCode === null && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) await sleep(100);
  // both on one CPU, so that the recorder has the other one and nothing is lost
  const onFirst = (...command: string[]) => measure(['taskset', '-c', '0', ...command]);
  await Promise.all([
    onFirst('dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${DD_COUNT}`),
    onFirst('timeout', `${SECONDS}`, 'find', '/usr', '/etc', '/var', '-xdev', '-newermt', '2100-01-01'),
  ]);
  recorder.kill('SIGINT');
  await ended;
  return { name: 'dd bs=1 with find running', file, events: findEvents(readFileSync(file)).count };
}

/** Compresses a capture. */
export async function compressCapture(capture: LargeCapture, file: string): Promise<LargeCapture> {
  await pipeline(createReadStream(capture.file), createGzip(), createWriteStream(file));
  return { ...capture, file };
}
