/** What is asked about the events of a view while the capture changes. */
import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import { openRawContent } from '../../../src/source/raw-content.js';
import { CALLS } from '../../../src/web/profile.js';
import type { RowsAnswer, ViewInfo } from '../../../src/web/protocol.js';
import type { Call } from '../../../src/web/route.js';
import { ViewRoutes } from '../../../src/web/view-routes.js';
import { lines } from '../../helpers/lines.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

const callOf = (call: Partial<Call>) =>
  ({
    id: 0,
    query: new URLSearchParams(),
    body: '',
    signal: new AbortController().signal,
    ...call,
  }) as Call;

describeWithShared('the rows of a view', () => {
  test('begin behind those that are dropped while they are read', async () => {
    const content = openRawContent(sharedPath('captures', 'sf-nginx.scap'), 0);
    const inspection = new Inspection(content, { context: DEFAULT_FIELD_CONTEXT });
    await inspection.whole();
    const { routes } = new ViewRoutes(inspection, DEFAULT_FIELD_CONTEXT, CALLS);
    const ask = <T>(method: string, path: string, call: Partial<Call>): Promise<T> =>
      Promise.resolve(routes.find((one) => one.method === method && one.path === path)?.answer(callOf(call)) as T);
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
