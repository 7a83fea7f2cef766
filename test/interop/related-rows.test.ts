/** Neighbours of rows are those that a search of all rows finds. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { Inspection } from '../../src/inspect/inspection.js';
import type { Relation } from '../../src/inspect/related-rows.js';
import { PACKED_ROWS } from '../../src/schema/prefilter.js';
import { openRawContent } from '../../src/source/raw-content.js';
import { Dice } from '../helpers/event-samples.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const GZIP = 0x1f;
/** Captures one after the other: several chunks of rows lie between events of the first. */
const MIDDLE = Array.from({ length: 26 }, () => 'sf-setns');
const PARTS = ['sf-nginx', 'sf-tcp-client-server', ...MIDDLE, 'sf-nginx'];
const SAMPLES = 60;

const contentOf = (name: string): Buffer => {
  const bytes = readFileSync(sharedPath('captures', `${name}.scap`));
  return bytes[0] === GZIP ? gunzipSync(bytes) : bytes;
};

describeWithShared('neighbours of rows', () => {
  const scratch = makeScratch();
  let inspection: Inspection;

  beforeAll(async () => {
    const path = scratch.path('parts.scap');
    writeFileSync(path, Buffer.concat(PARTS.map(contentOf)));
    inspection = new Inspection(openRawContent(path, 2 ** 31), { context: DEFAULT_FIELD_CONTEXT });
    await inspection.whole();
    expect(inspection.index.kept.count).toBeGreaterThan(3 * PACKED_ROWS);
  });
  afterAll(async () => {
    await inspection.close();
    scratch.remove();
  });

  /** What a row has in common with others; null for nothing. */
  function keyOf(row: number, relation: Relation): unknown {
    const { kept } = inspection.index;
    const { dictionary } = kept;
    const id = kept.subjectId(row);
    if (relation === 'error') return kept.result(row) < 0 ? 'failed' : null;
    if (relation === 'thread') return dictionary.tidOf(id);
    if (relation === 'process') return inspection.index.pidOf(id);
    const description = dictionary.descriptionOf(id);
    if (description >= 0) return `open ${description}`;
    return dictionary.fdOf(id) < 0 ? null : `${dictionary.fdOf(id)} of ${String(inspection.index.pidOf(id))}`;
  }

  test.each(['thread', 'process', 'descriptor', 'error'] as const)('by %s', (relation) => {
    const { kept } = inspection.index;
    const keys = Array.from({ length: kept.count }, (_, row) => keyOf(row, relation));
    const dice = new Dice(SEED);
    const edges = [0, 1, PACKED_ROWS - 1, PACKED_ROWS, kept.count - 1];
    // the last events of the first capture: the next ones of their process are at the end
    const first = Array.from({ length: 30 }, (_, i) => 775 + i);
    const rows = [...edges, ...first, ...Array.from({ length: SAMPLES }, () => dice.next(kept.count))];
    let found = 0;
    for (const row of rows) {
      const key = relation === 'error' ? 'failed' : keys[row];
      const expected =
        key === null || key === -1
          ? { previous: -1, next: -1 }
          : { previous: row === 0 ? -1 : keys.lastIndexOf(key, row - 1), next: keys.indexOf(key, row + 1) };
      expect([row, inspection.related.neighbours(row, relation, { has: () => true })]).toEqual([row, expected]);
      if (Math.max(row - expected.previous, expected.next - row) > 2 * PACKED_ROWS) found++;
    }
    // some searches pass over whole chunks
    if (relation !== 'error') expect(found).toBeGreaterThan(0);
  });
});
