import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { hasFlags, isEvent } from '../../src/scap/event-block.js';
import { FLAGS_SIZE } from '../../src/schema/event-layout.js';

const GZIP = 0x1f;
const BLOCK_HEAD = 8;
const CPU_SIZE = 2;
/** Between the last event of a repetition and the first of the next, in ns. */
const PAUSE = 1_000_000n;
/** Between which real times are. */
const EPOCHS = { first: 1_000_000_000_000_000_000n, last: 3_000_000_000_000_000_000n };

/** Where an event's block begins, and where its time is. */
interface EventPlace {
  readonly block: number;
  readonly time: number;
}

function eventsOf(bytes: Buffer): EventPlace[] {
  const found: EventPlace[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    const type = bytes.readUInt32LE(at);
    if (isEvent(type)) found.push({ block: at, time: at + BLOCK_HEAD + CPU_SIZE + (hasFlags(type) ? FLAGS_SIZE : 0) });
  }
  return found;
}

/** Writes a capture that has the events of another one again and again, each time later. Returns how many bytes it has. */
export function repeatCapture(capture: string, file: string, repetitions: number): number {
  const bytes = readFileSync(capture);
  const raw = bytes[0] === GZIP ? gunzipSync(bytes) : Buffer.from(bytes);
  const all = eventsOf(raw);
  const timeOf = ({ time }: EventPlace): bigint => raw.readBigUInt64LE(time);
  // records of the initial state, which come first, may have any time
  const events = all.slice(all.findLastIndex((one) => timeOf(one) < EPOCHS.first || timeOf(one) > EPOCHS.last) + 1);
  const times = events.map(timeOf);
  const sorted = [...times].sort((a, b) => (a < b ? -1 : 1));
  const span = (sorted.at(-1) as bigint) - (sorted[0] as bigint) + PAUSE;
  const begin = (events[0] as EventPlace).block;
  const into = openSync(file, 'w');
  let size = writeSync(into, raw, 0, begin);
  for (let i = 0; i < repetitions; i++) {
    events.forEach(({ time }, index) => {
      raw.writeBigUInt64LE((times[index] as bigint) + BigInt(i) * span, time);
    });
    size += writeSync(into, raw, begin);
  }
  closeSync(into);
  return size;
}
