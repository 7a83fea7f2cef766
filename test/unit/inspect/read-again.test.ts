import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CHISELS } from '../../../src/analysis/registry.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { chiselRows } from '../../../src/inspect/chisel-rows.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import { slowestRequests } from '../../../src/inspect/request-rows.js';
import { openRawContent } from '../../../src/source/raw-content.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

describeWithShared('what reads a capture again', () => {
  const context = DEFAULT_FIELD_CONTEXT;
  let inspection: Inspection;
  beforeAll(() => {
    inspection = new Inspection(openRawContent(sharedPath('captures', 'sf-nginx.scap'), 2 ** 31), { context });
  });
  afterAll(() => inspection.close());

  /** How many rows a table and the requests have. */
  async function counts(signal: AbortSignal): Promise<readonly number[]> {
    const latency = CHISELS.find(({ name }) => name === 'latency') as (typeof CHISELS)[number];
    const table = await chiselRows(latency, ['evt.type'], { inspection, filter: null, context, signal });
    const requests = await slowestRequests({ inspection, text: '', context, most: 10, signal });
    return [table.rows.length, requests.length];
  }

  test('stops once nobody waits for it', async () => {
    const waits = new AbortController();
    for (const count of await counts(waits.signal)) expect(count).toBeGreaterThan(0);
    waits.abort();
    expect(await counts(waits.signal)).toEqual([0, 0]);
  });
});
