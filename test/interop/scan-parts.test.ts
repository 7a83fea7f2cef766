/** Captures that are searched in parts, by threads, have the events that a run from the beginning finds. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { PATIENCE_MS } from '../../src/inspect/demand.js';
import { Inspection } from '../../src/inspect/inspection.js';
import { scanPart } from '../../src/inspect/scan-part.js';
import { ScanThreads } from '../../src/inspect/scan-threads.js';
import type { View } from '../../src/inspect/view.js';
import { End } from '../../src/run/end.js';
import { openRawContent } from '../../src/source/raw-content.js';
import { checkpointsOf } from '../helpers/checkpoints.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { selectedNumbers } from '../helpers/event-walk.js';
import { GrowingContent } from '../helpers/growing-content.js';
import { lines } from '../helpers/lines.js';
import { plainCapture } from '../helpers/plain-capture.js';
import { soundFilters } from '../helpers/random-query.js';
import { repeatCapture } from '../helpers/repeated-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { until } from '../helpers/until.js';

const PROGRAM = join(import.meta.dirname, '../../bin/sysshark.cjs');
const RANDOM_CAPTURES = times(5);
const FILTERS_EACH = 4;
/** How long searches go on that nobody asks about, in ms. */
const PATIENCE = 100;
const SCAN_LIMITS = { threads: 2, bytes: 0, rows: 2000 };
const REPETITIONS = 20;
/** Bytes that are kept of what comes. */
const LIMIT = 2 << 20;
const LIMITS = { rows: 1000, bytes: 64 << 20, ms: 0, pause: 0 };
/** Decided by reading events again: all, those of some threads and types, those of one repetition, and none. */
const FILTERS = [
  'evt.args contains "/"',
  'evt.type=openat and proc.name exists and evt.arg.flags contains O_RDONLY',
  'evt.num>30000 and evt.num<31000 and evt.args exists',
  'proc.name=nobody and evt.args contains x',
];
const ALL = FILTERS[0] as string;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** The numbers of the events that are found from checkpoint to checkpoint. */
async function inParts(path: string, filters: readonly string[]): Promise<readonly (readonly string[])[]> {
  const { checkpoints } = await checkpointsOf(path);
  const begins = [null, ...checkpoints.listed];
  return Promise.all(
    filters.map(async (filter) => {
      const found: string[] = [];
      for (const [i, begin] of begins.entries()) {
        const part = { filter, path, begin, end: begins[i + 1]?.offset ?? null };
        const search = { context: DEFAULT_FIELD_CONTEXT, extractions: () => [], end: new End(0) };
        await scanPart(part, { ...search, found: (nums) => found.push(...Array.from(nums, String)) });
      }
      return found;
    }),
  );
}

async function expectSame(path: string, seed: number): Promise<number> {
  const dice = new Dice(seed);
  const filters = soundFilters(dice, FILTERS_EACH);
  const found = await inParts(path, filters);
  for (const [i, filter] of filters.entries())
    expect([filter, found[i]]).toEqual([filter, await selectedNumbers(path, filter)]);
  return found.flat().length;
}

const startThread = (): Worker => new Worker(PROGRAM, { argv: ['ui'], workerData: { options: OPTIONS, files: [] } });
const threads = (): ScanThreads => new ScanThreads(startThread, SCAN_LIMITS);
/** What threads are told by the command line if it has no options. */
const OPTIONS = { render: DEFAULT_FIELD_CONTEXT.render, timeMode: DEFAULT_FIELD_CONTEXT.timeMode, hasRawBytes: true };

/** Threads that begin with a part only when they are let. */
class HeldThreads extends ScanThreads {
  private readonly begins: (readonly [filter: string, begin: number])[] = [];
  letGo: () => void = () => undefined;
  private readonly go = new Promise<void>((resolve) => {
    this.letGo = resolve;
  });

  /** Parts so far. */
  get parts(): number {
    return this.begins.length;
  }

  /** Where the parts of a filter begin, in the order in which they were to be searched. */
  beginsOf(filter: string): readonly number[] {
    return this.begins.flatMap(([text, begin]) => (text === filter ? [begin] : []));
  }

  override scan(...args: Parameters<ScanThreads['scan']>): ReturnType<ScanThreads['scan']> {
    const [{ filter, begin }] = args;
    this.begins.push([filter, begin?.offset ?? 0]);
    let stop = (): void => undefined;
    const done = this.go.then(() => {
      const part = super.scan(...args);
      stop = part.stop;
      return part.done;
    });
    return { done, stop: () => stop() };
  }
}

/** A thread that notes the filters of the parts that it has searched. */
class NotedThread extends ScanThreads {
  readonly searched: string[] = [];

  override scan(...args: Parameters<ScanThreads['scan']>): ReturnType<ScanThreads['scan']> {
    const one = super.scan(...args);
    void one.done.then(
      () => this.searched.push(args[0].filter),
      () => undefined,
    );
    return one;
  }
}

function inspect(path: string, own: ScanThreads = threads(), patience = PATIENCE_MS): Inspection {
  return new Inspection(openRawContent(path, 2 ** 31), {
    context: DEFAULT_FIELD_CONTEXT,
    checkpoints: LIMITS,
    threads: own,
    patience,
  });
}

function searched(view: View): Promise<void> {
  return until(() => {
    view.update();
    return view.isSearched;
  });
}

const numbersOf = ({ index }: Inspection, view: View): string[] =>
  Array.from(view.rows(), (row) => String(index.kept.num(row)));

function large(repetitions = REPETITIONS): string {
  const path = scratch.path('large.scap');
  repeatCapture(sharedPath('captures', 'sf-files.scap'), path, repetitions);
  return path;
}

describeWithShared('a capture that is searched in parts', () => {
  test('has the same events, in the shared captures', async () => {
    const names = readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));
    let found = 0;
    for (const [i, name] of names.entries()) found += await expectSame(plainCapture(scratch, name), SEED + i);
    expect(found).toBeGreaterThan(1000);
  });

  test('has the same events, in random captures', async () => {
    let found = 0;
    for (let i = 0; i < RANDOM_CAPTURES; i++) {
      const path = scratch.path(`random-${i}.scap`);
      writeRandomCapture(path, SEED + i);
      found += await expectSame(path, SEED + i);
    }
    expect(found).toBeGreaterThan(100);
  });

  test('by threads, while it is read and later, has what the command line prints', async () => {
    const path = large();
    const inspection = inspect(path);
    const early = FILTERS.map((filter) => inspection.view(filter));
    await inspection.whole();
    const late = FILTERS.map((filter) => inspection.view(filter));
    for (const [i, filter] of FILTERS.entries()) {
      const expected = await lines('-r', path, '-p', '%evt.num', filter);
      for (const view of [early[i] as View, late[i] as View]) {
        await searched(view);
        expect([filter, view.problem, numbersOf(inspection, view)]).toEqual([filter, null, expected]);
      }
    }
    await inspection.close();
  });

  test('finds the first ones first, and others after a search that was closed', async () => {
    const path = large();
    const inspection = inspect(path);
    const expected = await selectedNumbers(path, ALL);
    await inspection.whole();
    for (let i = 0; i < 50; i++) {
      const closed = inspection.view(`${ALL} and evt.num>${i}`);
      const own = numbersOf(inspection, closed);
      expect(own).toEqual(expected.slice(0, own.length));
      closed.close();
    }
    const view = inspection.view(ALL);
    await searched(view);
    expect(numbersOf(inspection, view)).toEqual(expected);
    await inspection.close();
  });

  test('rests while nobody asks for what is found, and goes on where it was when somebody does', async () => {
    const path = large(5 * REPETITIONS);
    const own = new HeldThreads(startThread, SCAN_LIMITS);
    const inspection = inspect(path, own, PATIENCE);
    await inspection.whole();
    const view = inspection.view(ALL);
    await setTimeout(2 * PATIENCE);
    own.letGo();
    await searched(inspection.view(`${ALL} and evt.num>1`));
    const begun = own.beginsOf(ALL);
    expect(view.isSearched).toBe(false);
    await searched(view);
    expect(numbersOf(inspection, view)).toEqual(await selectedNumbers(path, ALL));
    // no part is searched twice, or left out
    const whole = own.beginsOf(ALL);
    await searched(inspection.view(ALL));
    expect(own.beginsOf(ALL).slice(whole.length)).toEqual(whole);
    expect(begun).toEqual(whole.slice(0, 2 * SCAN_LIMITS.threads));
    expect(begun.length).toBeLessThan(whole.length);
    await inspection.close();
  });

  test('what was asked for last is searched first', async () => {
    const own = new NotedThread(startThread, { ...SCAN_LIMITS, threads: 1 });
    const inspection = inspect(large(5 * REPETITIONS), own);
    await inspection.whole();
    inspection.view(ALL);
    const later = `${ALL} and evt.num>1`;
    await searched(inspection.view(later));
    const before = own.searched.slice(0, own.searched.lastIndexOf(later));
    expect(before.length).toBeGreaterThan(3);
    expect(before.filter((filter) => filter === ALL).length).toBeLessThanOrEqual(2);
    await inspection.close();
  });

  test('while it comes and its oldest part is dropped, has what is left', async () => {
    const whole = large(5 * REPETITIONS);
    const content = new GrowingContent(scratch.path('growing.scap'), whole, LIMIT);
    const own = new HeldThreads(startThread, { ...SCAN_LIMITS, rows: 1e6 });
    const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT, checkpoints: LIMITS, threads: own });
    const { kept } = inspection.index;
    // the first part is read when half of what it should read is gone
    const growTo = async (share: number): Promise<void> => {
      const { count } = kept;
      content.growTo(share);
      await until(() => kept.count > count);
    };
    for (const share of [0.13, 0.16, 0.19]) await growTo(share);
    const view = inspection.view(ALL);
    await until(() => own.parts > 0);
    const { first } = kept;
    let share = 0.2;
    for (; kept.first === first; share += 0.01) await growTo(share);
    const { parts } = own;
    own.letGo();
    const expected = await selectedNumbers(whole, ALL);
    const left = (): readonly string[] => expected.filter((num) => Number(num) >= kept.num(kept.first));
    /** Whether it has found the last event that has come. */
    const isCaughtUp = (): boolean => {
      view.update();
      expect(view.problem).toBeNull();
      const last = expected.findLast((num) => Number(num) <= kept.num(kept.count - 1));
      return view.count > 0 && String(kept.num(view.at(view.count - 1))) === last;
    };
    await until(isCaughtUp);
    expect(own.parts).toBeGreaterThan(parts);
    // no more at once than is kept, so that a busy machine drops nothing that is not searched yet
    while (share < 1) {
      share = Math.min(1, share + 0.03);
      await growTo(share);
      await until(isCaughtUp);
    }
    await inspection.whole();
    await searched(view);
    expect([view.problem, numbersOf(inspection, view)]).toEqual([null, left()]);
    await inspection.close();
  });

  test('is searched by one thread if others fail', async () => {
    const failing = new ScanThreads(() => new Worker('process.exit(1)', { eval: true }), SCAN_LIMITS);
    const path = large();
    const inspection = inspect(path, failing);
    await inspection.whole();
    const view = inspection.view(ALL);
    await searched(view);
    expect([view.problem, numbersOf(inspection, view)]).toEqual([null, await selectedNumbers(path, ALL)]);
    await inspection.close();
  });
});
