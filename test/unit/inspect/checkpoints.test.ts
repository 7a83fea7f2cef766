import { describe, expect, test } from '@jest/globals';
import { Checkpoints } from '../../../src/inspect/checkpoints.js';
import { Snapshots } from '../../../src/state/state-snapshot.js';
import { SystemState } from '../../../src/state/system-state.js';

const state = new Snapshots().take(new SystemState());
/** A checkpoint whose only memory is that of its blocks. */
const at = (row: number, bytes = 10) => ({ row, offset: row * 100, state, blocks: Buffer.alloc(bytes) });

describe('checkpoints', () => {
  test('are found by the rows after them', () => {
    const checkpoints = new Checkpoints({ rows: 100, bytes: 1000, ms: 0, pause: 0 });
    for (const row of [100, 250, 400]) checkpoints.add(at(row));
    const found = [0, 99, 100, 249, 250, 399, 400, 9999].map((row) => checkpoints.before(row)?.row ?? null);
    expect(found).toEqual([null, null, 100, 100, 250, 250, 400, 400]);
    expect(checkpoints.nextRow).toBe(500);
  });

  test('become sparser when they take too much memory', () => {
    const checkpoints = new Checkpoints({ rows: 100, bytes: 1000, ms: 0, pause: 0 });
    for (let row = 100; row <= 1600; row += 100) if (row >= checkpoints.nextRow) checkpoints.add(at(row, 200));
    const rows = new Set(Array.from({ length: 1700 }, (_, row) => checkpoints.before(row)?.row ?? 0));
    expect(rows.size - 1).toBeLessThanOrEqual(5);
    expect(rows.size - 1).toBeGreaterThan(1);
    // the last one is not dropped: rows at the end are what is looked at while a capture grows
    expect(Math.max(...rows)).toBeGreaterThanOrEqual(1200);
  });

  test('of which one alone is too large stay', () => {
    const checkpoints = new Checkpoints({ rows: 100, bytes: 1000, ms: 0, pause: 0 });
    checkpoints.add(at(100, 5000));
    expect(checkpoints.before(100)?.row).toBe(100);
  });

  test('begin at one of them after what is before it was dropped, however sparse they become', () => {
    const checkpoints = new Checkpoints({ rows: 100, bytes: 1000, ms: 0, pause: 0 });
    for (const row of [100, 200, 300, 400]) checkpoints.add(at(row, 200));
    expect([checkpoints.reaching(150, 0), checkpoints.reaching(0, 20_001), checkpoints.reaching(0, 1e9)]).toMatchObject(
      [{ row: 200 }, { row: 300 }, { row: 400 }],
    );
    const begin = checkpoints.reaching(200, 0);
    expect(begin).not.toBeNull();
    if (begin !== null) checkpoints.beginAt(begin);
    expect([checkpoints.begin?.row, checkpoints.before(199), checkpoints.before(299)?.row]).toEqual([200, null, 200]);
    for (let row = 500; row <= 3000; row += 100) if (row >= checkpoints.nextRow) checkpoints.add(at(row, 200));
    expect(checkpoints.before(200)?.row).toBe(200);
  });
});
