/** Fields of modules and of libraries of Falco plugins in the subcommands: they say what the command line says without one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fromByteString } from '../../src/bytes/text.js';
import type { EventDetails, ExportForm, ExportTicket, RowsAnswer, ValuesAnswer } from '../../src/web/protocol.js';
import { AS_ROOT, type Inspector, startInspector } from '../helpers/inspector.js';
import { buildPlugin } from '../helpers/plugin-library.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
const { path } = scratch;
afterAll(scratch.remove);

/** As many events as its parameters say, with words that are told apart by number and length; its field is their number. */
const MODULE = `import { definePlugin } from 'sysshark';
export default definePlugin({
  name: 'mine', description: 'x', id: 999, source: 'mine',
  *open(params) {
    const [count, pad = ''] = params.split(',');
    for (let i = 1; i <= count; i++) yield { data: 'w' + i + pad, time: 1560550506000000000n + BigInt(i) };
  },
  parse: ({ text }) => text,
  fields: {
    'mine.number': { type: 'number', description: 'x', value: (text) => parseInt(text.slice(1)) },
    'mine.text': { type: 'text', description: 'x', value: (text) => text },
    'mine.odd': { type: 'text', description: 'x', arg: 'required', value: (text, arg) => {
      if (text.startsWith('w13')) throw new Error('unlucky');
      return text + arg; } },
  },
});
`;

/** The plugin of tests in C: its fields are of the events of the module. */
const LIBRARY = [
  ...['NAME="fields"', 'PREFIX="t"', 'NO_SOURCE', 'LACKS_OPEN', 'SOURCES="[\\"mine\\"]"'],
  'MANY=",\\"isList\\":true"',
];
const KINDS: readonly (readonly [what: string, option: readonly string[]])[] = [
  ['a module', ['-H', path('mine.mjs')]],
  ['a library', ['-H', path('mine.mjs'), '-H', path('libplain.so')]],
  ['a library that looks at all events', ['-H', path('mine.mjs'), '-H', path('libparse.so')]],
];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'a module': ['evt.num', 'mine.number', 'mine.text'],
  'a library': ['evt.num', 't.text', 't.length', 't.letters', 't.char[1]', 't.key[x]', 't.none'],
  'a library that looks at all events': ['evt.num', 't.text', 't.parsed'],
};
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  'a module': ['mine.number in (3, 14, 159)', 'mine.text endswith 7 and evt.num < 100', 'not mine.number exists'],
  'a library': ['t.length = 3', 't.char[1] = 9 and evt.num > 50', 't.key[x] exists and t.letters intersects (8)'],
  'a library that looks at all events': ['t.parsed < 10', 't.parsed = 200'],
};

/** A field of each, and a text that values of it have. */
const COMPLETED: Readonly<Record<string, readonly [field: string, text: string]>> = {
  'a module': ['mine.text', 'w29'],
  'a library': ['t.char[1]', ''],
  'a library that looks at all events': ['t.parsed', '29'],
};

beforeAll(async () => {
  writeFileSync(path('mine.mjs'), MODULE);
  buildPlugin(path('libsource.so'), 'MANY=",\\"isList\\":true"');
  buildPlugin(path('libplain.so'), ...LIBRARY, 'NO_PARSING');
  buildPlugin(path('libparse.so'), ...LIBRARY);
  await plain('-I', `${path('mine.mjs')}:300`, '-w', path('small.scap'));
});

/** Runs the program, which would not run files of users as root by accident. */
const own = (...args: readonly string[]) =>
  sysshark(args.some((word) => /\.(mjs|so)/.test(word)) ? [...args, ...AS_ROOT] : args);

/** Runs the program without what libraries say. */
async function plain(...args: string[]): Promise<string[]> {
  const { stdout, stderr, exitCode } = await own(...args);
  const said = stderr.split('\n').filter((line) => !/: (shown|printed|closed|destroyed)$/.test(line) && line !== '');
  expect({ said, exitCode }).toEqual({ said: [], exitCode: 0 });
  return stdout === '' ? [] : stdout.split('\n');
}

async function inspect(args: readonly string[], task: (inspector: Inspector) => Promise<void>): Promise<void> {
  const inspector = await startInspector(args);
  try {
    await task(inspector);
  } finally {
    expect((await inspector.end()).exitCode).toBe(0);
  }
}

async function exported({ address, token }: Inspector, view: number, form: ExportForm, fields: readonly string[]) {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ view, form, fields, rows: null });
  const answer = await fetch(`${address}/api/exports`, { method: 'POST', headers, body });
  const { path: from } = (await answer.json()) as ExportTicket;
  return (await fetch(`${address}${from}`)).text();
}

/** How many events have each value of a field that has a text in it, by the command line. */
async function countsOf(text: string, ...args: string[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const value of await plain(...args))
    if (value !== '<NA>' && value.includes(text)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The same, as filters are completed, once all are counted; and why others cannot be. */
async function completed({ get }: Inspector, field: string, text: string) {
  for (;;) {
    const asked = `field=${encodeURIComponent(field)}&prefix=${text}`;
    const { values, isComplete, problem } = await get<ValuesAnswer>(`/api/values?${asked}`);
    const found = new Map(values.map((value) => [fromByteString(value.text), value.events ?? 0]));
    if (isComplete) return { found, problem };
  }
}

const cellsOf = ({ events }: RowsAnswer): string[] =>
  events.map(({ cells }) => cells.map((cell) => fromByteString(cell ?? '')).join('\t'));
const columns = (fields: readonly string[]): string[] => fields.flatMap((field) => ['-e', field]);

describe.each(KINDS)('fields of %s', (what, option) => {
  const file = path('small.scap');
  const fields = FIELDS[what] ?? [];
  const filters = FILTERS[what] ?? [];
  const read = ['-r', file, ...option];

  test('in the inspector: filters, columns that are added one after the other, details, exports', async () => {
    await inspect([...option, file], async (inspector) => {
      const { get, view } = inspector;
      for (const filter of filters) {
        const { id, count } = await view(filter);
        expect([filter, count]).toEqual([filter, (await plain(...read, '-p', '%evt.num', filter)).length]);
        for (const i of [2, fields.length]) {
          const asked = fields.slice(0, i);
          const answer = await get<RowsAnswer>(
            `/api/views/${id}/rows?from=0&count=1000&fields=${encodeURIComponent(asked.join(','))}`,
          );
          expect(cellsOf(answer)).toEqual(await plain(...read, '-T', 'fields', ...columns(asked), filter));
        }
        expect(await exported(inspector, id, 'json', [])).toBe(
          (await plain(...read, '-j', filter)).map((line) => `${line}\n`).join(''),
        );
      }
      // backwards, too
      for (const row of [200, 7, 8, 299]) {
        const { num, classes } = await get<EventDetails>(`/api/events/${row}`);
        const told = classes.flatMap((one) => one.fields);
        const shown = told.filter(({ name }) => fields.includes(name));
        const [values] = await plain(
          ...read,
          ...['-T', 'fields', ...columns(shown.map(({ name }) => name)), `evt.num=${num}`],
        );
        expect([row, shown.map(({ text }) => fromByteString(text)).join('\t')]).toEqual([row, values]);
        expect(told.map(({ name }) => name)).toEqual(expect.arrayContaining([fields[1]]));
      }
    });
  }, 120_000);

  test('in the inspector, whose filters are completed with their values', async () => {
    const [field, text] = COMPLETED[what] ?? ['', ''];
    const counts = await countsOf(text, ...read, '-p', `%${field}`);
    expect(counts.size).toBeGreaterThan(8);
    await inspect([...option, file], async (inspector) => {
      expect(await completed(inspector, field, text)).toEqual({ found: counts, problem: null });
    });
  });

  test('in a report', async () => {
    const [filter = ''] = filters;
    await plain('report', file, ...option, filter, '-o', path('out.html'));
    const html = readFileSync(path('out.html'), 'utf8');
    const packed = [...html.matchAll(/data-name="[^"]*">([^<]*)</g)].map(([, text = '']) =>
      Buffer.from(text, 'base64'),
    );
    const all = packed.map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes).toString('latin1') : '')).join('');
    for (const text of await plain(...read, '-p', `%${fields[1]}`, filter)) expect(all).toContain(text);
    expect(all).toContain(fields[1] as string);
  });
});

test('a module and a library are searched by threads, too', async () => {
  const file = path('large.scap');
  await plain('-I', `${path('mine.mjs')}:300000,${'x'.repeat(60)}`, '-w', file);
  const option = ['-H', path('mine.mjs'), '-H', path('libplain.so')];
  await inspect([...option, file], async ({ view }) => {
    expect((await view('mine.number >= 299990')).count).toBe(11);
    expect((await view('t.length = 67 and evt.num > 250000')).count).toBe(50_000);
  });
}, 120_000);

test('what a module throws, and how a library ends, is said where it is asked for, and no more is lost', async () => {
  await inspect(['-H', path('mine.mjs'), path('small.scap')], async (inspector) => {
    const { get, view } = inspector;
    await expect(get('/api/views/1/rows?from=0&count=1000&fields=evt.num')).rejects.toThrow();
    const { id } = await view('');
    const rows = `/api/views/${id}/rows?from=0&count`;
    await expect(get(`${rows}=13&fields=mine.odd[a]`)).rejects.toThrow(/409 .*mine\.mjs:13: field mine\.odd: unlucky/);
    expect(cellsOf(await get<RowsAnswer>(`${rows}=2&fields=mine.odd[a]`))).toEqual(['w1a', 'w2a']);
    const failed = await view('mine.odd[a] = w9a');
    expect(failed).toMatchObject({ count: 1, problem: expect.stringMatching(/unlucky/) });
    const { found, problem } = await completed(inspector, 'mine.odd[a]', 'w1');
    expect([[...found.keys()].sort(), problem]).toEqual([
      ['w10a', 'w11a', 'w12a', 'w1a'],
      expect.stringMatching(/unlucky/),
    ]);
  });
});

test('a log is shown as it comes, with the fields of its module', async () => {
  await inspect(['-I', `${path('mine.mjs')}:20`], async ({ get, view }) => {
    for (;;) if ((await get<{ progress: { isComplete: boolean } }>('/api/capture')).progress.isComplete) break;
    expect((await view('mine.number > 15')).count).toBe(5);
  });
});

test.each([
  ['a module', path('mine.mjs'), '20', 'mine.text'],
  ['a library', path('libsource.so'), 'a,b,a', 't.text'],
])('filters on what %s delivers are completed', async (_, file, params, field) => {
  const counts = await countsOf('', '-I', `${file}:${params}`, '-p', `%${field}`);
  await inspect(['-I', `${file}:${params}`], async (inspector) => {
    expect(await completed(inspector, field, '')).toEqual({ found: counts, problem: null });
  });
});

describeWithShared('beside system calls', () => {
  const calls = sharedPath('captures', 'sf-nginx.scap');
  const both = path('both.scap');
  const option = ['-H', path('mine.mjs'), '-H', path('libplain.so')];
  beforeAll(async () => {
    await plain('merge', calls, path('small.scap'), '-w', both);
  });

  const COMMANDS: readonly (readonly string[])[] = [
    ['follow', '-r', both],
    ['requests', '-r', both],
    ['diff', both, both],
    ['report', both, '-o', path('out.html')],
  ];
  test.each(COMMANDS)('%s knows the fields, which system calls do not have', async (...command) => {
    const without = await own(...command, 'proc.name=nginx');
    const filter = 'proc.name=nginx and not mine.number exists and not t.text exists';
    const { stdout, exitCode } = await own(...command, ...option, filter);
    expect({ stdout, exitCode }).toEqual({ stdout: without.stdout, exitCode: without.exitCode });
    if (command[0] === 'diff') return;
    const none = await own(...command, ...option, 'proc.name=nginx and mine.number exists');
    expect(none.stdout).toBe('');
  });

  test('explain', async () => {
    const [num = ''] = await plain('-r', both, '-p', '%evt.num', '-n', '1', 'evt.failed=true and evt.dir=<');
    expect(await plain('explain', '-r', both, ...option, num)).toEqual(await plain('explain', '-r', both, num));
  });

  test('merge filters by them', async () => {
    const chosen = path('chosen.scap');
    await plain('merge', calls, path('small.scap'), '-w', chosen, ...option, '--filter', 't.length = 3');
    const shown = ['-p', '%mine.text', ...option];
    expect(await plain('-r', chosen, ...shown)).toEqual(
      await plain('-r', path('small.scap'), ...shown, 't.length = 3'),
    );
  });

  test('commands that have no such fields say so', async () => {
    const { stderr, exitCode } = await own('export', both, '--parquet', path('rows'), ...option);
    expect({ stderr, exitCode }).toEqual({
      stderr: `sysshark: -H ${path('mine.mjs')}: this command does not know fields of modules and libraries`,
      exitCode: 1,
    });
  });
});
