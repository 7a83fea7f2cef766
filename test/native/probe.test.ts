import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PROBE_STAT_SLOT, PROBE_STATS } from '../../src/schema/stats.js';
import { loadAddon } from '../../src/source/native.js';
import { until } from '../helpers/until.js';
import { readEvents } from './events.js';
import {
  CALLS_ONLY,
  compileProgram,
  describeNative,
  drain,
  interestIn,
  makeFolder,
  record,
  runToEnd,
} from './harness.js';

const INTEREST_EXIT = 2;
/** As in native/probe.h. */
const PROBE_SLAB_MIN = 128 << 10;
const MIB = 1 << 20;
/** Memory of this process that is mapped from files, in MiB. */
const fileMemory = (): number =>
  Number(/^RssFile:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) / 1024;
/** Reads all files that are mapped, as a run does that uses all of its code: what was let go of before is there again. */
function touchFileMemory(): void {
  const memory = openSync('/proc/self/mem', 'r');
  const mappings = readFileSync('/proc/self/maps', 'latin1').matchAll(/^(\w+)-(\w+) r-.p \w+ \S+ [1-9]/gm);
  for (const [, start, end] of mappings) {
    const [from, size] = [BigInt(`0x${start}`), Number(BigInt(`0x${end}`) - BigInt(`0x${start}`))];
    try {
      readSync(memory, Buffer.alloc(size), 0, size, from);
    } catch {
      // behind the end of its file
    }
  }
  closeSync(memory);
}
/** Arguments of `dd` for a read and a write of one byte at a time. */
const READS = ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'status=none'];

describeNative('the probe', () => {
  const folder = makeFolder();
  let memory = '';

  beforeAll(() => {
    memory = compileProgram('memory', folder.path);
  });

  afterAll(() => folder.remove());

  test('this kernel accepts the programs of all events', async () => {
    const { stats } = await record(async () => {});
    expect(stats[PROBE_STAT_SLOT.programsMissing]).toBe(0n);
  });

  test('never records the process that opened it', async () => {
    const { events } = await record(async () => {
      for (let i = 0; i < 100; i++) readFileSync('/proc/self/stat');
      await runToEnd(memory);
    });
    const own = new Set(readdirSync('/proc/self/task').map(Number));
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter((event) => own.has(event.tid))).toEqual([]);
  });

  test('records only the calls of interest', async () => {
    let pid = 0;
    const work = async () => {
      pid = (await runToEnd(memory)).pid;
    };
    const { events } = await record(work, { interest: interestIn([process.arch === 'x64' ? 9 : 222], INTEREST_EXIT) });
    const codes = new Set(events.filter((event) => event.tid === pid).map((event) => event.code));
    expect([...codes].sort()).toEqual(['MMAP_X', 'PROCEXIT_1_E']);
  });

  test('delivers events in time order', async () => {
    const { events } = await record(async () => {
      await Promise.all(Array.from({ length: 8 }, () => runToEnd(memory)));
    });
    const late = events.filter((event, index) => index > 0 && event.ts < events[index - 1]!.ts);
    expect(late).toEqual([]);
  });

  test('queues events in memory, in order, while they are not read, and frees the memory afterwards', async () => {
    // room for all, however late the thread that empties it runs
    const probe = loadAddon().open({ ...CALLS_ONLY, ringBytes: 16 << 20 });
    try {
      probe.onReadable(() => undefined);
      // a thread that is blocked reads nothing
      const { pid } = spawnSync('taskset', ['-c', '0', 'dd', ...READS, 'count=50000']);
      // at most a quarter of the ring of that CPU is left there
      await until(() => probe.queued() > 200_000 * 60 - (5 << 20));
      probe.detach();
      const events = readEvents(drain((into) => probe.flush(into), new Uint8Array(PROBE_SLAB_MIN)));
      const stats = new BigUint64Array(PROBE_STATS.length);
      probe.stats(stats);
      const writes = events.filter(({ tid, code }) => tid === pid && code === 'WRITE_X');
      expect(writes.length).toBeGreaterThanOrEqual(50_000);
      expect(events.filter(({ ts }, index) => index > 0 && ts < events[index - 1]!.ts)).toEqual([]);
      expect(events.length).toBe(Number(stats[PROBE_STAT_SLOT.events]));
      expect(stats[PROBE_STAT_SLOT.dropsRing]).toBe(0n);
      expect(probe.queued()).toBe(0);
    } finally {
      probe.close();
    }
  });

  test('ends with events in memory', async () => {
    const probe = loadAddon().open({ ...CALLS_ONLY, ringBytes: PROBE_SLAB_MIN });
    try {
      probe.onReadable(() => undefined);
      spawnSync('dd', [...READS, 'count=20000']);
      await until(() => probe.queued() > 0);
    } finally {
      probe.close();
    }
    expect(() => probe.queued()).toThrow('closed');
  });

  test('calls onReadable when a ring passes its watermark', async () => {
    let wakes = 0;
    await record(async (probe) => {
      probe.onReadable(() => {
        wakes += 1;
      });
      await runToEnd('/bin/dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=20000', 'status=none']);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect(wakes).toBeGreaterThan(0);
    expect(wakes).toBeLessThan(100);
  });

  test('lets go of code that was needed only to start', async () => {
    const slab = Buffer.alloc(MIB);
    await record(async (probe) => {
      touchFileMemory();
      const before = fileMemory();
      await until(() => {
        probe.read(slab);
        return fileMemory() < before - 10;
      });
    });
  });

  test('makes no callback after close, even if one was pending', async () => {
    let wakes = 0;
    const probe = loadAddon().open(CALLS_ONLY);
    probe.onReadable(() => {
      wakes += 1;
    });
    // the callback that this triggers waits for this thread, which is blocked here
    execFileSync('/bin/dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=20000', 'status=none']);
    probe.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(wakes).toBe(0);
  });

  test('throws after close, which may be called twice', () => {
    const probe = loadAddon().open(CALLS_ONLY);
    probe.close();
    probe.close();
    expect(() => probe.read(new Uint8Array(1 << 20))).toThrow('closed');
  });
});
