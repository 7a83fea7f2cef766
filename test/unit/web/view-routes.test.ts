/** What is asked about the events of a view while the capture changes. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import { openRawContent, type RawContent } from '../../../src/source/raw-content.js';
import { CALLS } from '../../../src/web/profile.js';
import type { RowsAnswer, ViewInfo, ViewSort } from '../../../src/web/protocol.js';
import type { Call } from '../../../src/web/route.js';
import { ViewRoutes } from '../../../src/web/view-routes.js';
import { MAX_VIEWS } from '../../../src/web/views.js';
import { selectedNumbers } from '../../helpers/event-walk.js';
import { GrowingContent } from '../../helpers/growing-content.js';
import { lines } from '../../helpers/lines.js';
import { makeScratch } from '../../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';
import { until } from '../../helpers/until.js';

const callOf = (call: Partial<Call>) =>
  ({
    id: 0,
    query: new URLSearchParams(),
    body: '',
    signal: new AbortController().signal,
    ...call,
  }) as Call;

const scratch = makeScratch();
afterAll(() => scratch.remove());
const NGINX = sharedPath('captures', 'sf-nginx.scap');

type Ask = <T>(method: string, path: string, call: Partial<Call>) => Promise<T>;

/** What answers what is asked about a capture. */
function opened(content: RawContent): { readonly inspection: Inspection; readonly ask: Ask } {
  const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT });
  const { routes } = new ViewRoutes(inspection, DEFAULT_FIELD_CONTEXT, CALLS);
  const ask: Ask = async <T>(method: string, path: string, call: Partial<Call>) =>
    (await routes.find((one) => one.method === method && one.path === path)?.answer(callOf(call))) as T;
  return { inspection, ask };
}

describeWithShared('the views of a capture', () => {
  test('in another order have all events, also if that of the capture is forgotten meanwhile', async () => {
    const content = new GrowingContent(scratch.path('growing.scap'), NGINX);
    const { inspection, ask } = opened(content);
    content.growTo(0.9);
    await until(() => inspection.index.kept.count > 0);
    const open = (filter: string, sort?: ViewSort): Promise<ViewInfo> =>
      ask<ViewInfo>('POST', '/api/views', { body: JSON.stringify({ filter, sort }) });
    const filter = 'evt.args contains "/"';
    await open(filter);
    let view = await open(filter, { field: 'evt.num', isDown: true });
    for (let tid = 0; tid < MAX_VIEWS; tid++) {
      await open(`thread.tid=${tid}`);
      view = await ask<ViewInfo>('GET', '/api/views/ID', { id: view.id });
    }
    content.growTo(1);
    await inspection.whole();
    while (!view.isComplete) {
      await setTimeout(20);
      view = await ask<ViewInfo>('GET', '/api/views/ID', { id: view.id });
    }
    expect(view.count).toBe((await selectedNumbers(NGINX, filter)).length);
    await inspection.close();
  });
});

describeWithShared('the rows of a view', () => {
  test('begin behind those that are dropped while they are read', async () => {
    const { inspection, ask } = opened(openRawContent(NGINX, 0));
    await inspection.whole();
    const { id } = await ask<ViewInfo>('POST', '/api/views', { body: '{"filter":""}' });
    const query = new URLSearchParams('from=10&count=20&fields=evt.num');
    const rows = (): Promise<RowsAnswer> => ask<RowsAnswer>('GET', '/api/views/ID/rows', { id, query });
    const before = await rows();
    const asked = rows();
    inspection.index.kept.drop(17);
    const { from, events } = await asked;
    expect([from, events[0]?.row]).toEqual([17, 17]);
    expect(events).toEqual(before.events.slice(7));
    await inspection.close();
  });

  test('are those of both filters, each right on its own', async () => {
    const content = openRawContent(sharedPath('captures', 'sf-nginx.scap'), 0);
    const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT });
    await inspection.whole();
    const { routes } = new ViewRoutes(inspection, DEFAULT_FIELD_CONTEXT, CALLS);
    const route = routes.find(({ method, path }) => method === 'POST' && path === '/api/views');
    const open = async (filter: string, within: string): Promise<number> => {
      const answer = await route?.answer(callOf({ body: JSON.stringify({ filter, within }) }));
      return (answer as ViewInfo).count;
    };
    const exits = await lines('-r', sharedPath('captures', 'sf-nginx.scap'), 'evt.dir=< and fd.num in (3, 5)');
    expect(await open('fd.num=3 or fd.num=5', 'evt.dir=<')).toBe(exits.length);
    expect(await open('evt.dir=<', 'fd.num=3 or fd.num=5')).toBe(exits.length);
    await expect(open('fd.num=3) or (fd.num=5', 'evt.dir=<')).rejects.toMatchObject({ pos: 8 });
    await inspection.close();
  });
});
