/** sysshark ui, asked as its page asks it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import type {
  CaptureInfo,
  EventDetails,
  FieldInfo,
  FilterSetAnswer,
  RowsAnswer,
  StatsAnswer,
  StreamAnswer,
  StripAnswer,
} from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-files.scap');
const NGINX = sharedPath('captures', 'sf-nginx.scap');
const FIELDS = [
  'evt.dir',
  'evt.type',
  'proc.name',
  'proc.pid',
  'thread.tid',
  'fd.num',
  'fd.name',
  'evt.latency',
  'evt.args',
];
const ROUTES = [
  '/api/capture',
  '/api/changes',
  '/api/fields',
  '/api/views/1',
  '/api/views/1/rows',
  '/api/views/1/position',
  '/api/views/1/strip',
  '/api/events/1',
  '/api/streams/1',
  '/api/stats',
  '/api/stats/calls',
  '/api/stats/values',
];

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Runs a task with an inspector, and ends that. */
async function inspect(
  args: readonly string[],
  task: (inspector: Inspector) => Promise<void>,
  input?: string,
): Promise<void> {
  const inspector = await startInspector(args, input);
  try {
    await task(inspector);
  } finally {
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
  }
}

/** All rows of a view as lines. */
async function linesOf(inspector: Inspector, filter: string): Promise<string[]> {
  const { id, count } = await inspector.view(filter);
  const found: string[] = [];
  for (let from = 0; from < count; from += 100) {
    const path = `/api/views/${id}/rows?from=${from}&count=100&fields=${FIELDS.join(',')}`;
    const { events } = await inspector.get<RowsAnswer>(path);
    found.push(...events.map(({ num, time, cells }) => [num, time, ...cells.map((cell) => cell ?? '<NA>')].join(' ')));
  }
  return found;
}

const printed = (capture: string, filter: string): Promise<string[]> =>
  lines(
    '-r',
    capture,
    '-p',
    `*%evt.num %evt.rawtime ${FIELDS.map((name) => `%${name}`).join(' ')}`,
    ...(filter === '' ? [] : [filter]),
  );

/** The status that a request with these headers gets, which fetch would not send. */
function statusOf(
  address: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(`${address}${path}`, { method, headers }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describeWithShared('sysshark ui', () => {
  test.each([
    '',
    'evt.type=openat',
    'fd.name contains lib and evt.dir=<',
    'evt.failed=true',
    'evt.arg.name contains "/"',
  ])('lists the lines of the command line: %s', async (filter) => {
    await inspect([CAPTURE], async (inspector) => {
      expect(await linesOf(inspector, filter)).toEqual(await printed(CAPTURE, filter));
    });
  });

  test('reads a compressed capture, and one from a pipe, as it reads a file', async () => {
    const compressed = scratch.path('files.scap.gz');
    writeFileSync(compressed, gzipSync(readFileSync(CAPTURE)));
    const expected = await printed(CAPTURE, 'proc.name=cat or evt.type=write');
    const expectSame = async (inspector: Inspector): Promise<void> => {
      expect(await linesOf(inspector, 'proc.name=cat or evt.type=write')).toEqual(expected);
    };
    await inspect([compressed], expectSame);
    await inspect(['-r', '-'], expectSame, CAPTURE);
  });

  test('tells what -j tells of an event, and where its parameters are', async () => {
    await inspect([CAPTURE], async (inspector) => {
      for (const row of [0, 17, 91, 182]) {
        const details = await inspector.get<EventDetails>(`/api/events/${row}`);
        const fields = details.classes.flatMap((one) => one.fields);
        const names = fields.map(({ name }) => name);
        const format = names.map((name) => `%${name}`).join('\t');
        const [line = ''] = await lines('-r', CAPTURE, '-p', `*${format}`, `evt.num=${details.num}`);
        expect(fields.map(({ text }) => text).join('\t')).toBe(line);
        const bytes = Buffer.from(details.bytes, 'base64');
        expect(bytes.readUint32LE(4)).toBe(bytes.length);
        for (const { start, end } of details.params) expect(end).toBeGreaterThanOrEqual(start);
      }
    });
  });

  test('finds the other end of a call, and the neighbours of an event', async () => {
    await inspect([CAPTURE], async (inspector) => {
      const { id } = await inspector.view('evt.type in (open, openat) and evt.dir=<');
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=100`);
      const [first, second] = events.map(({ row }) => row);
      const details = await inspector.get<EventDetails>(`/api/events/${first}?view=${id}`);
      const partner = await inspector.get<EventDetails>(`/api/events/${details.partner}`);
      expect(partner.classes[0]?.fields).toContainEqual({ name: 'evt.dir', text: '>' });
      expect(partner.partner).toBe(first);
      expect([details.thread.previous, details.thread.next]).toEqual([-1, second]);
    });
  });

  test('shows the bytes that sysshark follow shows', async () => {
    await inspect([NGINX], async (inspector) => {
      const { id } = await inspector.view('fd.sport=80 and evt.type=recvfrom and evt.rawres>0');
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1&fields=fd.name`);
      const stream = await inspector.get<StreamAnswer>(`/api/streams/${events[0]?.row}`);
      const name = events[0]?.cells[0] ?? '';
      expect(stream.name).toBe(name);
      const { stdout } = await sysshark(['follow', '-r', NGINX, '--json', `fd.name = "${name}" and proc.name=nginx`]);
      const pieces = stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
      const moved = pieces.filter(({ kind }) => kind === 'read' || kind === 'write');
      expect(stream.pieces.length).toBe(moved.length);
      expect(stream.pieces.length).toBeGreaterThan(1);
      expect(Buffer.from(stream.pieces[0]?.bytes ?? '', 'base64').toString('latin1')).toMatch(/^GET \//);
    });
  });

  test('has a table of calls as the command line has it', async () => {
    await inspect([NGINX], async (inspector) => {
      const { columns, rows } = await inspector.get<StatsAnswer>('/api/stats/calls');
      const at = (name: string): number => columns.findIndex((column) => column.name === name);
      const report = await lines('-r', NGINX, '-j', '-c', 'latency', 'evt.type');
      const calls = report.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(rows.map((row) => [row[at('evt.type')], row[at('calls')], row[at('p99')]])).toEqual(
        calls.map((call) => [call['evt.type'], call['calls'], call['p99']]),
      );
    });
  });

  test('tells threads apart, and what they wait for', async () => {
    await inspect([NGINX], async (inspector) => {
      const { columns, rows } = await inspector.get<StatsAnswer>('/api/stats/threads');
      const at = (name: string): number => columns.findIndex((column) => column.name === name);
      const returned = await lines('-r', NGINX, '-p', '%thread.tid', 'evt.latency>0');
      const calls = new Map<string, number>();
      for (const row of rows) {
        const tid = String(row[at('thread.tid')]);
        calls.set(tid, (calls.get(tid) ?? 0) + Number(row[at('calls')]));
      }
      expect(rows.length).toBeGreaterThan(calls.size);
      const expected = new Map<string, number>();
      for (const tid of returned) expected.set(tid, (expected.get(tid) ?? 0) + 1);
      expect(calls).toEqual(expected);
    });
  });

  test('lists the slowest calls, and what is known of the capture', async () => {
    await inspect([NGINX], async (inspector) => {
      const { rows } = await inspector.get<StatsAnswer>('/api/stats/latency');
      const all = await lines('-r', NGINX, '-p', '%evt.latency', 'evt.latency>0');
      const latencies = all.map(Number).sort((a, b) => b - a);
      expect(rows.map(([latency]) => latency)).toEqual(latencies.slice(0, 500));
      const [slowest = []] = rows;
      const [line] = await lines('-r', NGINX, '-p', '%evt.latency %evt.rawtime', String(slowest.at(-1)));
      expect(line).toBe(`${slowest[0]} ${slowest[1]}`);
      const properties = await inspector.get<StatsAnswer>('/api/stats/properties');
      expect(properties.rows).toEqual(
        expect.arrayContaining([
          ['Events', '799'],
          ['File', NGINX],
        ]),
      );
    });
  });

  test('says how events lie in the capture', async () => {
    await inspect([NGINX], async (inspector) => {
      const { id, count } = await inspector.view('evt.type=write');
      for (const by of ['', '&by=time']) {
        const { counts, rows } = await inspector.get<StripAnswer>(`/api/views/${id}/strip?bins=7${by}`);
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(count);
        expect(rows).toEqual([...rows].sort((a, b) => a - b));
      }
    });
  });

  test.each([
    ['the rules of the start', null],
    // the index decides the last one
    ['rules of the user', ['evt.buffer contains HTTP', 'nothing', 'evt.count.error > 0', 'evt.type=close']],
  ])('colours the parts of a view as its rows: %s', async (_, filters) => {
    await inspect([NGINX], async ({ address, token, get, view }) => {
      const headers = { authorization: `Bearer ${token}` };
      const body = JSON.stringify({ filters });
      const set = filters === null ? null : await fetch(`${address}/api/filters`, { method: 'POST', headers, body });
      const colours = set === null ? 0 : ((await set.json()) as FilterSetAnswer).id;
      const { id, count } = await view('');
      const { events } = await get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1000&fields=&colours=${colours}`);
      expect(new Set(events.map(({ colour }) => colour)).size).toBeGreaterThan(3);
      const strip = async (bins: number): Promise<StripAnswer> => {
        for (;;) {
          const answer = await get<StripAnswer>(`/api/views/${id}/strip?bins=${bins}&colours=${colours}`);
          if (answer.isColoured) return answer;
        }
      };
      // a part for each event
      expect((await strip(count)).colours).toEqual(events.map(({ colour }) => colour));
      const { rows, colours: most } = await strip(20);
      const expected = rows.map((from, i) => {
        const part = events.slice(from, rows[i + 1]).map(({ colour }) => colour);
        const times = (colour: number) => part.filter((one) => one === colour).length;
        return part.toSorted((a, b) => times(b) - times(a) || a - b)[0];
      });
      expect(most).toEqual(expected);
    });
  });

  test('refuses what the page would not ask', async () => {
    await inspect([CAPTURE], async ({ address, token }) => {
      const headers = { authorization: `Bearer ${token}` };
      const { host } = new URL(address);
      for (const path of ROUTES) {
        expect([path, await statusOf(address, path, {})]).toEqual([path, 401]);
        expect([path, await statusOf(address, path, { authorization: 'Bearer wrong' })]).toEqual([path, 401]);
        expect([path, await statusOf(address, path, { ...headers, host: 'evil.test' })]).toEqual([path, 421]);
        expect([path, await statusOf(address, path, { ...headers, origin: 'http://evil.test' })]).toEqual([path, 403]);
        expect([path, await statusOf(address, path, { ...headers, 'sec-fetch-site': 'cross-site' })]).toEqual([
          path,
          403,
        ]);
        expect([path, await statusOf(address, path, headers, 'PUT')]).toEqual([path, 405]);
      }
      expect(await statusOf(address, '/', { host: 'evil.test' })).toBe(421);
      // as through a tunnel: another port, and the origin that goes with it
      const tunnel = { ...headers, host: 'localhost:9999', origin: 'http://localhost:9999' };
      expect(await statusOf(address, '/api/capture', tunnel)).toBe(200);
      expect(await statusOf(address, '/api/capture', { ...tunnel, host })).toBe(403);
      expect(await statusOf(address, '/../../etc/passwd', headers)).toBe(404);
    });
  });

  test('answers what is wrong with a request', async () => {
    await inspect([CAPTURE], async (inspector) => {
      const asked: readonly (readonly [path: string, body: string, status: number, message: RegExp])[] = [
        ['/api/views', '{"filter":"proc.nme=x"}', 400, /there is no field 'proc.nme'/],
        ['/api/views', '{"filter":7}', 400, /no filter/],
        ['/api/views', '{', 400, /no JSON/],
        ['/api/views', JSON.stringify({ filter: 'x'.repeat(20_000) }), 409, /16384 characters/],
        ['/api/views', 'x'.repeat(70_000), 413, /65536 bytes/],
      ];
      for (const [path, body, status, message] of asked) {
        const headers = { authorization: `Bearer ${inspector.token}` };
        const answer = await fetch(`${inspector.address}${path}`, { method: 'POST', headers, body });
        expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(message)]);
      }
      await expect(inspector.get('/api/events/99999')).rejects.toThrow(/404/);
      await expect(inspector.get('/api/views/99')).rejects.toThrow(/404/);
      await expect(inspector.get('/api/views/99/rows?from=x')).rejects.toThrow(/40[04]/);
    });
  });

  test('knows its colour rules, buttons, columns and fields', async () => {
    await inspect([NGINX], async (inspector) => {
      const { colours, buttons, columns, progress } = await inspector.get<CaptureInfo>('/api/capture');
      expect(progress.problem).toBeNull();
      for (const { filter } of [...colours, ...buttons]) await inspector.view(filter);
      const fields = await inspector.get<readonly FieldInfo[]>('/api/fields');
      const names = new Set(fields.map(({ name }) => name));
      expect(columns.filter(({ field }) => !names.has(field))).toEqual([]);
      const { progress: end } = await inspector.get<CaptureInfo>('/api/capture');
      expect(end).toMatchObject({ isComplete: true, events: 799, problem: null });
    });
  });

  test('ends with an error if there is no capture to look at', async () => {
    const text = scratch.path('text');
    writeFileSync(text, 'no capture');
    const folder = scratch.path('');
    for (const [path, message] of [
      [text, /not a capture/],
      ['/dev/null', /not a capture.*it is empty/],
      [folder, /cannot read/],
    ] as const) {
      const { exitCode, stderr } = await sysshark(['ui', '-Z', 'root', '--no-open', path]);
      expect([path, exitCode, stderr]).toEqual([path, 1, expect.stringMatching(message)]);
    }
  });

  test('shows what can be read of a cut capture, and says that it is cut', async () => {
    const cut = scratch.path('cut.scap');
    const bytes = readFileSync(NGINX);
    writeFileSync(cut, bytes.subarray(0, bytes.length - 30));
    await inspect([cut], async (inspector) => {
      const { count } = await inspector.view('evt.arg.data contains GET');
      const { stdout, exitCode } = await sysshark(['-r', cut, 'evt.arg.data contains GET']);
      expect([count, exitCode]).toEqual([stdout.split('\n').length, 2]);
      const { progress } = await inspector.get<CaptureInfo>('/api/capture');
      expect(progress.problem).toMatch(/cut: a block of 60 bytes/);
    });
  });

  test('says what is wrong with its command line', async () => {
    const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [['nosuch.scap'], /there is no file "nosuch.scap"/],
      [[CAPTURE, '-w', 'x.scap'], /ui writes no capture/],
      [[CAPTURE, '--port', '99999'], /--port takes/],
      [[CAPTURE, 'proc.nme=x'], /there is no field/],
      [['-r', CAPTURE, '-r', NGINX], /merge them first/],
      [[CAPTURE, '--', 'true'], /leave out the file, or "-- COMMAND"/],
      [['-j', 'proc.name=cat'], /leave out -j/],
      [['-C', '10'], /leave out -C/],
      [['--ring', '1M'], /leave out --ring/],
    ];
    for (const [args, message] of wrong) {
      const { exitCode, stderr } = await sysshark(['ui', '-Z', 'root', '--no-open', ...args]);
      expect([args, exitCode, stderr]).toEqual([args, 1, expect.stringMatching(message)]);
    }
  });
});
