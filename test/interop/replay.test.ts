/** Events that are read again from a checkpoint say what they said when the capture was read from its beginning. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { KeptColumns } from '../../src/analysis/kept/kept-columns.js';
import { SubjectTable } from '../../src/analysis/kept/subject-table.js';
import { MemoryBudget } from '../../src/bytes/memory-budget.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { CheckpointSource } from '../../src/inspect/checkpoint-source.js';
import { Checkpoints } from '../../src/inspect/checkpoints.js';
import { DetailReader } from '../../src/inspect/details.js';
import { Replay } from '../../src/inspect/replay.js';
import { End } from '../../src/run/end.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { loadPrefilterModule } from '../../src/source/prefilter-module.js';
import type { Evt } from '../../src/state/evt.js';
import { Prefilter } from '../../src/state/prefilter.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { firstDifference } from '../helpers/first-difference.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const LIMITS = { rows: 30, bytes: 64 << 20, pause: 0 };
/** Content in memory at a time, so that there are batches between which checkpoints are taken. */
const WINDOW = 8192;
const SAMPLES = 40;
const RANDOM_CAPTURES = 10;
const GZIP = 0x1f;

const scratch = makeScratch();
afterAll(() => scratch.remove());
const reader = new DetailReader(DEFAULT_FIELD_CONTEXT);

function linesOf(evt: Evt): string[] {
  const { classes, bytes } = reader.read(evt);
  return [...classes.flatMap(({ fields }) => fields.map(({ name, text }) => `${name}=${text}`)), bytes.toString('hex')];
}

/** Reads a capture; returns the number of its rows, and its checkpoints. */
async function checkpointsOf(path: string): Promise<{ rows: number; checkpoints: Checkpoints }> {
  const checkpoints = new Checkpoints(LIMITS);
  const memory = new MemoryBudget();
  const prefilter = new Prefilter(loadPrefilterModule(), WINDOW);
  const kept = new KeptColumns(new SubjectTable([], [], DEFAULT_FIELD_CONTEXT), prefilter.packer);
  const source = new CheckpointSource(openCaptureFile(path, { memory: prefilter }), {
    checkpoints,
    limits: LIMITS,
    memory,
    reached: () => ({ state: session.pipeline.state, rows: kept.count }),
  });
  const skipContext = { prefilter, rejected: null };
  const session: Session = new Session(
    sessionParts({ source, end: new End(0), memory, skipContext, consumers: [kept] }),
  );
  for await (const _ of session.steps());
  return { rows: kept.count, checkpoints };
}

/** Compares rows of a capture, read from the checkpoints before them, with a run from the beginning. Returns how many were. */
async function compareRows(path: string): Promise<number> {
  const { rows, checkpoints } = await checkpointsOf(path);
  const step = Math.max(1, Math.floor(rows / SAMPLES));
  const whole = new Replay({ path, growth: null }, null);
  let resumed = 0;
  for (let row = step - 1; row < rows; row += step) {
    const checkpoint = checkpoints.before(row);
    if (checkpoint === null) continue;
    const again = new Replay({ path, growth: null }, checkpoint);
    const found = linesOf((await again.seek(row)) as Evt);
    await again.close();
    expect([row, ...firstDifference(found, linesOf((await whole.seek(row)) as Evt))]).toEqual([row]);
    resumed++;
  }
  await whole.close();
  return resumed;
}

/** A shared capture, decompressed. */
function plain(name: string): string {
  const bytes = readFileSync(sharedPath('captures', name));
  const path = scratch.path(name);
  writeFileSync(path, bytes[0] === GZIP ? gunzipSync(bytes) : bytes);
  return path;
}

describeWithShared('events that are read again', () => {
  test('have all fields of the first time, in the shared captures', async () => {
    const names = readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));
    let compared = 0;
    for (const name of names) compared += await compareRows(plain(name));
    expect(compared).toBeGreaterThan(200);
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
    const replay = new Replay({ path: plain('sf-files.scap'), growth: null }, null);
    expect((await replay.seek(20))?.num).toBeGreaterThan(20);
    expect(replay.row).toBe(20);
    await expect(replay.seek(19)).rejects.toThrow(RangeError);
    expect(await replay.seek(1e6)).toBeNull();
    await replay.close();
  });
});
