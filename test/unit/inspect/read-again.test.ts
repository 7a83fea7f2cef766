import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CHISELS } from '../../../src/analysis/registry.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { chiselRows } from '../../../src/inspect/chisel-rows.js';
import { heatMap } from '../../../src/inspect/heat-map.js';
import { httpStream } from '../../../src/inspect/http-stream.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import { slowestRequests } from '../../../src/inspect/request-rows.js';
import { descriptorStream } from '../../../src/inspect/stream.js';
import { timeSeries } from '../../../src/inspect/time-series.js';
import { openRawContent } from '../../../src/source/raw-content.js';
import { GrowingContent } from '../../helpers/growing-content.js';
import { makeScratch } from '../../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

const NGINX = sharedPath('captures', 'sf-nginx.scap');
/** An interval that is all time. */
const WHOLE = { begin: 0n, length: Number.MAX_SAFE_INTEGER, count: 1 };

const scratch = makeScratch();
afterAll(() => scratch.remove());

describeWithShared('what reads a capture again', () => {
  const context = DEFAULT_FIELD_CONTEXT;
  let inspection: Inspection;
  beforeAll(() => {
    inspection = new Inspection(openRawContent(NGINX, 2 ** 31), { context });
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

  test('follows a descriptor, and waits for a row, only as long as somebody waits for it', async () => {
    await inspection.whole();
    const { kept } = inspection.index;
    const row = (await inspection.found('evt.type=recvfrom and evt.dir=< and evt.rawres>0')).at(0);
    const waits = new AbortController();
    expect((await descriptorStream(inspection, row, waits.signal)).pieces.length).toBeGreaterThan(1);
    expect((await httpStream(inspection, row, waits.signal)).messages.length).toBeGreaterThan(1);
    const taken: number[] = [];
    const take = (_: unknown, at: number): boolean => {
      taken.push(at);
      if (taken.length === 3) waits.abort();
      return true;
    };
    await inspection.read([1, 2, 3, 4, 5], take, waits.signal);
    expect(taken).toEqual([1, 2, 3]);
    expect(await descriptorStream(inspection, row, waits.signal)).toMatchObject({ pieces: [], notes: [] });
    expect(await httpStream(inspection, row, waits.signal)).toMatchObject({ messages: [] });
    const map = await heatMap(kept, inspection.view(''), 10, waits.signal);
    expect(map.counts).toHaveLength(0);
    const series = await timeSeries(inspection.index, inspection.view(''), WHOLE, waits.signal);
    expect(series.calls.every((count) => count === 0)).toBe(true);
    const growing = new Inspection(new GrowingContent(scratch.path('growing.scap'), NGINX), { context });
    await growing.reach(1e9, waits.signal);
    await growing.close();
  });
});
