/** A state that is restored from a snapshot has all that the snapshot has, in another thread, too. */
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { restoreSnapshot, snapshotHeader } from '../../src/state/snapshot-restore.js';
import { SnapshotSize } from '../../src/state/snapshot-size.js';
import { Snapshots, type StateSnapshot } from '../../src/state/state-snapshot.js';
import { StateUpdater } from '../../src/state/state-updater.js';
import { SystemState } from '../../src/state/system-state.js';
import { checkpointsOf } from '../helpers/checkpoints.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { plainCapture } from '../helpers/plain-capture.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const RANDOM_CAPTURES = 10;

const scratch = makeScratch();
afterAll(() => scratch.remove());

function restored(snapshot: StateSnapshot): SystemState {
  const state = new SystemState();
  new StateUpdater(state).reset(snapshotHeader(snapshot));
  restoreSnapshot(state, snapshot);
  return state;
}

/** Compares all checkpoints of a capture with what they restore. Returns how many threads were compared. */
async function compareAll(path: string): Promise<number> {
  const { checkpoints } = await checkpointsOf(path);
  let threads = 0;
  for (const { state: snapshot } of checkpoints.listed) {
    const again = new Snapshots().take(restored(structuredClone(snapshot)));
    expect(structuredClone(again)).toEqual(structuredClone(snapshot));
    threads += again.threads.length;
  }
  return threads;
}

describeWithShared('snapshots of a state', () => {
  test('restore it, in the shared captures', async () => {
    const names = readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));
    let compared = 0;
    for (const name of names) compared += await compareAll(plainCapture(scratch, name));
    expect(compared).toBeGreaterThan(1000);
  });

  test('share what has not changed', async () => {
    const { checkpoints } = await checkpointsOf(plainCapture(scratch, 'sf-nginx.scap'));
    const size = new SnapshotSize();
    const sizes = checkpoints.listed.map(({ state }) => {
      size.add(state);
      return size.bytes;
    });
    const [first = 0] = sizes;
    expect(sizes.length).toBeGreaterThan(10);
    expect((size.bytes - first) / (sizes.length - 1)).toBeLessThan(first / 10);
  });
});

describe('snapshots of a state', () => {
  test('restore it, in random captures', async () => {
    let compared = 0;
    for (let i = 0; i < RANDOM_CAPTURES; i++) {
      const path = scratch.path(`random-${i}.scap`);
      writeRandomCapture(path, SEED + i);
      compared += await compareAll(path);
    }
    expect(compared).toBeGreaterThan(100);
  });
});
