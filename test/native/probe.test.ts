import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PROBE_STAT_SLOT } from '../../src/schema/stats.js';
import { loadAddon } from '../../src/source/native.js';
import { CALLS_ONLY, compileProgram, describeNative, interestIn, makeFolder, record, runToEnd } from './harness.js';

const INTEREST_EXIT = 2;

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
