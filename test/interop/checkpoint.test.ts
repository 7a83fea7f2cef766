import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { Batch } from '../../src/bytes/batch.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { checkpointBlocks } from '../../src/state/checkpoint.js';
import { Evt } from '../../src/state/evt.js';
import { InFlightCalls } from '../../src/state/in-flight-calls.js';
import { StateUpdater } from '../../src/state/state-updater.js';
import { SystemState } from '../../src/state/system-state.js';
import { formattedLines } from '../helpers/default-lines.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { makeScratch } from '../helpers/scratch.js';
import { sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** All fields except those whose value depends on when they were last read. */
const NAMES = BUILT_IN_FIELDS.fields
  .filter((field) => !field.isStateful && !field.isFilterOnly && field.arg !== 'required')
  .map(({ name }) => name);
const FORMAT = `*${NAMES.map((name) => `${name}=%${name}`).join('\t')}`;

/** Cuts a capture in two after a number of shown events; the second part starts with a checkpoint. Returns its path. */
async function cutAfter(path: string, count: number): Promise<string> {
  const state = new SystemState();
  const updater = new StateUpdater(state);
  const evt = new Evt(state);
  const calls = new InFlightCalls(state.memory.budget);
  const rest: Buffer[] = [];
  let shown = 0;
  for await (const item of openCaptureFile(path).items()) {
    if (item.kind === 'header') {
      updater.reset(item.header);
      continue;
    }
    const { batch } = item;
    for (let at = batch.start; at < batch.end; ) {
      const from = at;
      at = evt.view.read(batch, from);
      if (shown >= count) {
        if (rest.length === 0) rest.push(...checkpointBlocks(state, calls));
        rest.push(Buffer.from(batch.bytes.subarray(from, at)));
        continue;
      }
      const block = Buffer.from(batch.bytes.subarray(from, at));
      const own = new Batch(block);
      own.end = block.length;
      calls.pass(own, 0, block.length);
      if (!updater.begin(evt)) continue;
      updater.update(evt);
      if (!evt.isHidden) shown++;
    }
  }
  const after = scratch.path(`after-${count}.scap`);
  writeFileSync(after, Buffer.concat(rest));
  return after;
}

/** The fields in which two lines differ. */
function differences(ours: string, theirs: string): string[] {
  const other = new Set(theirs.split('\t'));
  return ours.split('\t').filter((field) => !other.has(field));
}

async function compareAfter(path: string, count: number): Promise<string[]> {
  const whole = await formattedLines(path, FORMAT);
  const after = await formattedLines(await cutAfter(path, count), FORMAT);
  const expected = whole.slice(-after.length);
  return after.flatMap((line, i) => differences(line, expected[i] as string).map((field) => `${i} ${field}`));
}

test.each([3, 14, 15, 92, 65, 35])(
  'every field of random capture %i after a checkpoint is the same as in the whole',
  async (seed) => {
    const path = scratch.path(`${seed}.scap`);
    writeRandomCapture(path, seed);
    expect(readFileSync(path).length).toBeGreaterThan(0);
    for (const count of [50, 333, 700]) expect(await compareAfter(path, count)).toEqual([]);
  },
);

test('every field of a recorded capture after a checkpoint is the same as in the whole', async () => {
  for (const count of [100, 1000])
    expect(await compareAfter(sharedPath('captures', 'libs-curl-google.scap'), count)).toEqual([]);
});
