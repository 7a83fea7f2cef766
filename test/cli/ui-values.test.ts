/** How many events have each value of a field, in sysshark ui: what the command line prints, and rows that lead to their events. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FieldInfo, StatsAnswer } from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const TRAIL = ['-I', `cloudtrail:${sharedPath('reference', 'cloud', 'data', 'cloudtrail', 'AWSLogs')}`];
const AUDIT = ['-I', `k8saudit:${sharedPath('reference', 'cloud', 'data', 'k8s', 'audit.ndjson')}`];
const NGINX = sharedPath('captures', 'sf-nginx.scap');

/** Fields of calls: texts, numbers, flags, and such that few events have. */
const OF_CALLS = [
  ...[
    'evt.type',
    'evt.dir',
    'evt.category',
    'evt.res',
    'evt.rawres',
    'evt.failed',
    'evt.is_io',
    'evt.cpu',
    'evt.buflen',
  ],
  ...['proc.name', 'proc.pid', 'proc.cmdline', 'proc.aname[1]', 'thread.tid', 'user.name', 'user.uid', 'container.id'],
  ...[
    'fd.name',
    'fd.num',
    'fd.type',
    'fd.sport',
    'fd.sip',
    'fd.directory',
    'fs.path.name',
    'evt.arg.flags',
    'evt.rawarg.fd',
  ],
];
/** Fields whose values no filter can name: lists, as the plugin that they are from says. */
function listFields(): ReadonlySet<string> {
  const text = readFileSync(sharedPath('reference', 'cloud', 'k8saudit-fields.json'), 'utf8');
  const { fields } = JSON.parse(text) as { fields: readonly { name: string; flags: readonly string[] }[] };
  return new Set(fields.filter(({ flags }) => flags.includes('EPF_IS_LIST')).map(({ name }) => name));
}

/** Bytes that a value in a filter may have. */
const MOST_BYTES = 255;
/** Rows of a table that are followed. */
const FOLLOWED = 6;

const SOURCES: readonly (readonly [name: string, args: readonly string[], filter: string])[] = [
  ['calls', ['-r', NGINX], 'proc.name=nginx or evt.type in (open, close)'],
  ['a trail', TRAIL, 'ct.readonly=true'],
  ['an audit log', AUDIT, 'ka.verb in (get, list, watch, create)'],
];

describeWithShared('sysshark ui', () => {
  describe.each(SOURCES)('the values of %s', (name, args, filter) => {
    let inspector: Inspector;
    let fields: readonly string[] = OF_CALLS;

    beforeAll(async () => {
      inspector = await startInspector(args[0] === '-r' ? args.slice(1) : args);
      await inspector.view('');
      const prefix = { 'a trail': /^(ct|s3|ec2)\./, 'an audit log': /^ka\./ }[name];
      if (prefix === undefined) return;
      const all = await inspector.get<FieldInfo[]>('/api/fields');
      fields = all.filter((field) => prefix.test(field.name) && field.arg !== 'required').map((field) => field.name);
    });
    afterAll(() => inspector.end());

    test('are those of the field, and lead to as many events', async () => {
      const { id } = await inspector.view(filter);
      const lists = listFields();
      let followed = 0;
      for (const field of fields) {
        const path = `/api/stats/values?view=${id}&field=${encodeURIComponent(field)}`;
        const { columns, rows } = await inspector.get<StatsAnswer>(path);
        expect(columns.map((column) => column.name)).toEqual(['events', field, 'filter']);
        const having = (await inspector.view(`(${filter}) and ${field} exists`)).count;
        expect([field, rows.reduce((sum, [count]) => sum + Number(count), 0)]).toEqual([field, having]);
        const short = rows.filter(([, value]) => String(value).length <= MOST_BYTES);
        const isList = short.some(([, , own]) => own === null);
        expect([field, isList]).toEqual([field, short.length > 0 && lists.has(field)]);
        for (const [count, value, own] of rows.slice(0, FOLLOWED)) {
          if (own === null) continue;
          const found = await inspector.view(`(${filter}) and ${own}`);
          expect([field, value, own, found.count]).toEqual([field, value, own, count]);
          followed++;
        }
      }
      expect(followed).toBeGreaterThan(50);
    }, 300_000);

    test('are those that the command line counts', async () => {
      const [field = ''] = fields;
      const { rows } = await inspector.get<StatsAnswer>(`/api/stats/values?field=${field}`);
      const printed = await lines(...args, '-j', '-c', 'count_by', field);
      expect(rows.map(([events, value]) => ({ events, [field]: value }))).toEqual(
        printed.map((line) => JSON.parse(line) as object),
      );
    });

    test('are refused for what is no field', async () => {
      for (const field of ['', 'no.such', 'evt.type,proc.name', 'evt.arg']) {
        const answer = await fetch(`${inspector.address}/api/stats/values?field=${field}`, {
          headers: { authorization: `Bearer ${inspector.token}` },
        });
        expect([field, answer.status]).toEqual([field, 400]);
      }
    });
  });
});
