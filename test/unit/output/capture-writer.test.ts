import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { EventView } from '../../../src/decode/event-view.js';
import { wholeBlocks } from '../../../src/output/byte-output.js';
import { CaptureWriter } from '../../../src/output/capture-writer.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { testIf } from '../../helpers/prerequisites.js';
import { capture, eventBlock, readCapture } from '../../helpers/scap.js';

const HEADER = { ...emptyHeader(), threads: [emptyThread(1, 1)] };
const EVENTS = Array.from({ length: 100 }, (_, i) =>
  // complete without an enter event
  eventBlock({
    type: EVT.READ_X,
    cpu: i,
    ts: BigInt(i),
    params: [8, i % 7, 8, 4].map((size) => Buffer.alloc(size, i)),
  }),
);

const NEVER = new AbortController().signal;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capture-writer-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function batchOf(blocks: readonly Buffer[]): Batch {
  const batch = new Batch(Buffer.concat(blocks));
  batch.end = batch.bytes.length;
  return batch;
}

function eachEvent(batch: Batch, visit: (view: EventView) => void): void {
  const view = new EventView();
  for (let at = batch.start; at < batch.end; ) {
    at = view.read(batch, at);
    visit(view);
  }
}

describe('a capture writer', () => {
  test('writes a header and whole batches unchanged', async () => {
    const path = join(folder, 'plain.scap');
    const writer = new CaptureWriter(path, { gzip: false });
    await writer.open(NEVER);
    writer.writeHeader(HEADER);
    writer.writeBatch(batchOf(EVENTS));
    await writer.close();
    expect(readFileSync(path).equals(capture(EVENTS, HEADER))).toBe(true);
  });

  test('writes single events, and hides events that only keep state', async () => {
    const path = join(folder, 'events.scap');
    const writer = new CaptureWriter(path, { gzip: false });
    await writer.open(NEVER);
    writer.writeHeader(HEADER);
    const large = { type: EVT.CONTAINER_JSON_2_E, lengthSize: 4, params: [Buffer.from('{}\0')] } as const;
    const seen = { type: EVT.CLOSE_E, cpu: 2, tid: -1n, params: [Buffer.alloc(8, 5)] };
    const batch = batchOf([eventBlock(seen), eventBlock(large), eventBlock({ ...seen, flags: 1 })]);
    eachEvent(batch, (view) => writer.writeEvent(view, true));
    eachEvent(batch, (view) => writer.writeEvent(view, false));
    await writer.close();
    const { events } = await readCapture(path);
    const hidden = [
      eventBlock({ ...seen, flags: 1 }),
      eventBlock({ ...large, flags: 1 }),
      eventBlock({ ...seen, flags: 1 }),
    ];
    expect(events).toEqual([...hidden, eventBlock(seen), eventBlock(large), eventBlock({ ...seen, flags: 1 })]);
  });

  test('writes more than its buffer holds, and blocks larger than that', async () => {
    const path = join(folder, 'large.scap');
    const writer = new CaptureWriter(path, { gzip: false });
    await writer.open(NEVER);
    const large = eventBlock({ type: EVT.CONTAINER_JSON_2_E, lengthSize: 4, params: [Buffer.alloc(3 << 20, 65)] });
    writer.writeHeader(HEADER);
    for (let i = 0; i < 300; i++) writer.writeBatch(batchOf(EVENTS));
    eachEvent(batchOf([large]), (view) => writer.writeEvent(view, true));
    eachEvent(batchOf([large]), (view) => writer.writeEvent(view, false));
    await writer.close();
    const { events, error } = await readCapture(path);
    expect(error).toBeNull();
    expect(events).toHaveLength(30002);
    expect(events.at(-1)?.equals(large)).toBe(true);
  });

  test('writes complete gzip members at every flush', async () => {
    const path = join(folder, 'flushed.scap.gz');
    const writer = new CaptureWriter(path, { gzip: true });
    await writer.open(NEVER);
    writer.writeHeader(HEADER);
    writer.writeBatch(batchOf(EVENTS.slice(0, 50)));
    await writer.flush();
    expect(gunzipSync(readFileSync(path)).equals(capture(EVENTS.slice(0, 50), HEADER))).toBe(true);
    writer.writeBatch(batchOf(EVENTS.slice(50)));
    await writer.close();
    expect(gunzipSync(readFileSync(path)).equals(capture(EVENTS, HEADER))).toBe(true);
  });

  test('stores members while the pressure is high, in one file with compressed ones', async () => {
    const path = join(folder, 'pressed.scap.gz');
    const pressure = { isHigh: false };
    const writer = new CaptureWriter(path, { gzip: true, pressure });
    await writer.open(NEVER);
    const sizes: number[] = [];
    for (const isHigh of [false, true, false]) {
      pressure.isHigh = isHigh;
      writer.writeBatch(batchOf(EVENTS));
      await writer.flush();
      sizes.push(statSync(path).size);
    }
    await writer.close();
    const whole = Buffer.concat(EVENTS);
    expect(gunzipSync(readFileSync(path)).equals(Buffer.concat([whole, whole, whole]))).toBe(true);
    const [first = 0, second = 0, third = 0] = sizes;
    expect(first).toBeLessThan(whole.length / 2);
    expect(second - first).toBeGreaterThan(whole.length);
    expect(third - second).toBe(first);
  });

  test('keeps the order of many compressed chunks', async () => {
    const path = join(folder, 'many.scap.gz');
    const writer = new CaptureWriter(path, { gzip: true });
    await writer.open(NEVER);
    const numbered = Array.from({ length: 150000 }, (_, i) => eventBlock({ type: EVT.CLOSE_E, ts: BigInt(i) }));
    for (let i = 0; i < numbered.length; i += 1000) {
      writer.writeBatch(batchOf(numbered.slice(i, i + 1000)));
      if (writer.isBehind) await writer.room();
    }
    await writer.close();
    expect(gunzipSync(readFileSync(path)).equals(Buffer.concat(numbered))).toBe(true);
  });

  test('may be closed twice', async () => {
    const writer = new CaptureWriter(join(folder, 'closed.scap'), { gzip: false });
    await writer.open(NEVER);
    await writer.close();
    await expect(writer.close()).resolves.toBeUndefined();
  });
});

describe('when writing fails', () => {
  test('a missing folder is reported by open()', async () => {
    const writer = new CaptureWriter(join(folder, 'absent', 'x.scap'), { gzip: false });
    await expect(writer.open(NEVER)).rejects.toMatchObject({ code: 'IO', message: expect.stringContaining('absent') });
  });

  test.each([false, true])('a full device is an error, reported once (gzip %s)', async (gzip) => {
    const writer = new CaptureWriter('/dev/full', { gzip });
    await writer.open(NEVER);
    writer.writeHeader(HEADER);
    await expect(writer.flush()).rejects.toMatchObject({ code: 'IO', cause: { code: 'ENOSPC' } });
    expect(() => writer.writeHeader(HEADER)).toThrow(/cannot write/);
    await expect(writer.close()).resolves.toBeUndefined();
  });

  test('a reader that goes away is an error with the cause EPIPE', async () => {
    const path = join(folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const reader = spawn('sh', ['-c', `: < "${path}"`], { stdio: 'ignore' });
    const writer = new CaptureWriter(path, { gzip: false });
    await writer.open(NEVER);
    await once(reader, 'exit');
    writer.writeHeader(HEADER);
    await expect(writer.flush()).rejects.toMatchObject({ code: 'IO', cause: { code: 'EPIPE' } });
    await writer.close();
  });

  testIf(process.getuid?.() === 0).each([false, true])('a full disk leaves a valid capture (gzip %s)', async (gzip) => {
    const disk = join(folder, `disk-${gzip}`);
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(300_001));
      const path = join(disk, 'full.scap');
      const writer = new CaptureWriter(path, { gzip });
      await writer.open(NEVER);
      writer.writeHeader(HEADER);
      const noise = Array.from({ length: 2000 }, (_, i) => {
        const data = Buffer.from(
          Array.from({ length: 301 }, (__, j) => (i * 7919 + j * j * 31 + ((i * j) >> 3)) & 255),
        );
        return eventBlock({ type: EVT.READ_X, params: [Buffer.alloc(8), data, Buffer.alloc(8), Buffer.alloc(4)] });
      });
      const fill = async (): Promise<void> => {
        for (let i = 0; i < 40; i++) {
          writer.writeBatch(batchOf(noise));
          await writer.flush();
        }
      };
      await expect(fill()).rejects.toMatchObject({ code: 'IO', cause: { code: 'ENOSPC' } });
      await writer.close();
      const { headers, events, error } = await readCapture(path);
      expect(error).toBeNull();
      expect(headers).toHaveLength(1);
      expect(events.length).toBeGreaterThanOrEqual(2000);
      if (!gzip) expect(readFileSync(path).length).toBeGreaterThan((2 << 20) - 300_001 - 8192);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('wholeBlocks() ends before the block that is cut', () => {
    const bytes = Buffer.concat(EVENTS.slice(0, 3));
    const ends = [0, EVENTS[0]?.length ?? 0, (EVENTS[0]?.length ?? 0) + (EVENTS[1]?.length ?? 0)];
    for (let done = 0; done < bytes.length; done++) {
      expect(wholeBlocks(bytes, done)).toBe(Math.max(...ends.filter((end) => end <= done)));
    }
    expect(wholeBlocks(bytes, bytes.length)).toBe(bytes.length);
  });
});
