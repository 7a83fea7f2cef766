/** Events that are read again from a checkpoint say what they said when the capture was read from its beginning. */
import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { KeptColumns } from '../../src/analysis/kept/kept-columns.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { DetailReader } from '../../src/inspect/details.js';
import { Replay, type Replayed } from '../../src/inspect/replay.js';
import { EVT } from '../../src/schema/events.js';
import type { Evt } from '../../src/state/evt.js';
import { checkpointsOf } from '../helpers/checkpoints.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { walkEvents } from '../helpers/event-walk.js';
import { firstDifference } from '../helpers/first-difference.js';
import { plainCapture } from '../helpers/plain-capture.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const SAMPLES = 40;
/** The ends of a thread and of its process, each before its last switch. */
const [SERVER, WORKER] = [1000, 1001];
const ENDS = [
  namedEvent('GETUID_E', SERVER),
  namedEvent('PROCEXIT_1_E', WORKER),
  namedEvent('SCHEDSWITCH_6_E', WORKER),
  namedEvent('PROCEXIT_1_E', SERVER),
  namedEvent('SCHEDSWITCH_6_E', SERVER),
];
const RANDOM_CAPTURES = times(5);

const scratch = makeScratch();
afterAll(() => scratch.remove());
const reader = new DetailReader(DEFAULT_FIELD_CONTEXT);

function linesOf(evt: Evt): string[] {
  const { classes, bytes } = reader.read(evt);
  return [...classes.flatMap(({ fields }) => fields.map(({ name, text }) => `${name}=${text}`)), bytes.toString('hex')];
}

const replayedOf = (path: string, kept: KeptColumns): Replayed => ({
  content: { path, growth: null, room: null },
  offsetOf: (row) => kept.place(row)?.offset ?? 0,
  extractions: () => [],
});

/** Rows of a capture at which a thread is left that has ended. */
async function lastSwitches(path: string): Promise<number[]> {
  const found: number[] = [];
  let row = 0;
  await walkEvents(path, {
    each: ({ view, thread, state }) => {
      if (view.type === EVT.SCHEDSWITCH_6_E && thread !== null && !state.threads.has(view.tid)) found.push(row);
      row++;
    },
  });
  return found;
}

/** What some rows of a capture say in a run from the beginning that decodes every event. */
async function decoded(path: string, rows: ReadonlySet<number>): Promise<ReadonlyMap<number, string[]>> {
  const found = new Map<number, string[]>();
  let row = 0;
  await walkEvents(path, {
    each: (evt) => {
      if (rows.has(row)) found.set(row, linesOf(evt));
      row++;
    },
  });
  return found;
}

/**
 * Compares rows of a capture with a run from the beginning: read from the checkpoints before them, and one after the other by one replay.
 * Returns how many were compared.
 */
async function compareRows(path: string): Promise<number> {
  const { kept, checkpoints } = await checkpointsOf(path);
  const step = Math.max(1, Math.floor(kept.count / SAMPLES));
  const rows = Array.from({ length: Math.floor(kept.count / step) }, (_, i) => (i + 1) * step - 1);
  const expected = await decoded(path, new Set(rows));
  const onward = new Replay(replayedOf(path, kept), null);
  let resumed = 0;
  for (const row of rows) {
    const lines = expected.get(row) as string[];
    expect([row, ...firstDifference(linesOf((await onward.seek(row)) as Evt), lines)]).toEqual([row]);
    const checkpoint = checkpoints.before(row);
    if (checkpoint === null) continue;
    const again = new Replay(replayedOf(path, kept), checkpoint);
    expect([row, ...firstDifference(linesOf((await again.seek(row)) as Evt), lines)]).toEqual([row]);
    await again.close();
    resumed++;
  }
  await onward.close();
  return resumed;
}

/** Compares the last switches of threads that have ended with a run from the beginning, each read from a checkpoint just before it. */
async function compareLastSwitches(path: string): Promise<number> {
  const rows = await lastSwitches(path);
  const { kept, checkpoints } = await checkpointsOf(path, rows);
  const expected = await decoded(path, new Set(rows));
  for (const row of rows) {
    const checkpoint = checkpoints.before(row);
    expect(checkpoint?.row).toBe(row);
    const replay = new Replay(replayedOf(path, kept), checkpoint);
    const lines = linesOf((await replay.seek(row)) as Evt);
    expect([row, ...firstDifference(lines, expected.get(row) as string[])]).toEqual([row]);
    expect(lines.some((line) => line.startsWith('proc.name='))).toBe(true);
    await replay.close();
  }
  return rows.length;
}

describeWithShared('events that are read again', () => {
  test('have all fields of the first time, in the shared captures', async () => {
    const names = readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));
    let compared = 0;
    for (const name of names) compared += await compareRows(plainCapture(scratch, name));
    expect(compared).toBeGreaterThan(200);
  });

  test('have their threads, though these ended before', async () => {
    const path = scratch.path('ends.scap');
    const blocks = ENDS.map((one, i) => eventBlock({ ...one, ts: 1_700_000_000_000_000_000n + BigInt(i) }));
    writeFileSync(path, capture(blocks, sampleHeader()));
    expect(await compareLastSwitches(path)).toBe(2);
  });

  test('have them in random captures', async () => {
    let compared = 0;
    for (let i = 0; i < RANDOM_CAPTURES; i++) {
      const path = scratch.path(`random-${i}.scap`);
      writeRandomCapture(path, SEED + i);
      compared += await compareRows(path);
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('cannot be those before the one that is held', async () => {
    const path = plainCapture(scratch, 'sf-files.scap');
    const { kept } = await checkpointsOf(path);
    const replay = new Replay(replayedOf(path, kept), null);
    expect((await replay.seek(20))?.num).toBeGreaterThan(20);
    expect(replay.row).toBe(20);
    await expect(replay.seek(19)).rejects.toThrow(RangeError);
    expect(await replay.seek(1e6)).toBeNull();
    await replay.close();
  });
});
