/** Exports of sysshark ui: what they write, and who can fetch it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import type { ExportRequest, ExportTicket, RowsAnswer } from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-nginx.scap');
const FILTER = 'proc.name=nginx and evt.dir=< and evt.type in (accept4, openat, writev)';

const scratch = makeScratch();
afterAll(() => scratch.remove());

async function withInspector(args: readonly string[], task: (inspector: Inspector) => Promise<void>): Promise<void> {
  const inspector = await startInspector(args);
  try {
    await task(inspector);
  } finally {
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
  }
}

type Asked = Partial<ExportRequest> & Pick<ExportRequest, 'form' | 'view'>;

async function ask({ address, token }: Inspector, asked: Asked): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ fields: [], rows: null, ...asked });
  return fetch(`${address}/api/exports`, { method: 'POST', headers, body });
}

async function pathOf(inspector: Inspector, asked: Asked): Promise<string> {
  const answer = await ask(inspector, asked);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as ExportTicket).path;
}

async function fetched(inspector: Inspector, asked: Asked): Promise<Buffer> {
  // as a browser's download: without the token
  const answer = await fetch(`${inspector.address}${await pathOf(inspector, asked)}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
  return Buffer.from(await answer.arrayBuffer());
}

const printed = async (...args: string[]): Promise<string> => `${(await sysshark(['-r', CAPTURE, ...args])).stdout}\n`;

describeWithShared('exports', () => {
  test.each([FILTER, ''])('are what the command line writes, byte for byte: %s', async (filter) => {
    const out = scratch.path('out.scap');
    const words = filter === '' ? [] : [filter];
    await sysshark(['-r', CAPTURE, '-w', out, ...words]);
    const expected = {
      json: await printed('-j', ...words),
      ndjson: await printed('-T', 'ndjson', ...words),
      text: await printed(...words),
    };
    await withInspector([CAPTURE], async (inspector) => {
      const { id: view } = await inspector.view(filter);
      expect((await fetched(inspector, { form: 'scap', view })).equals(readFileSync(out))).toBe(true);
      for (const form of ['json', 'ndjson', 'text'] as const)
        expect(String(await fetched(inspector, { form, view }))).toBe(expected[form]);
      const report = String(await fetched(inspector, { form: 'report', view }));
      expect([report.slice(0, 15), report.slice(-8)]).toEqual(['<!doctype html>', '</html>\n']);
    });
  });

  test('have some rows only', async () => {
    await withInspector([CAPTURE], async (inspector) => {
      const { id: view } = await inspector.view('');
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${view}/rows?from=40&count=3&fields=`);
      const text = String(await fetched(inspector, { form: 'text', view, rows: events.map(({ row }) => row) }));
      const nums = events.map(({ num }) => num).join(', ');
      expect(text).toBe(await printed(`evt.num in (${nums})`));
      expect(text.split('\n').length).toBe(4);
    });
  });

  test('read a compressed capture from its copy', async () => {
    const compressed = scratch.path('nginx.scap.gz');
    writeFileSync(compressed, gzipSync(readFileSync(CAPTURE)));
    await withInspector([compressed], async (inspector) => {
      const { id: view } = await inspector.view(FILTER);
      expect(String(await fetched(inspector, { form: 'text', view }))).toBe(await printed(FILTER));
    });
  });

  test('have the columns of the list as CSV, whose formulas are text', async () => {
    const fields = ['evt.num', 'evt.type', 'evt.rawres', 'evt.args'];
    await withInspector([CAPTURE], async (inspector) => {
      const { id: view } = await inspector.view('evt.arg.data contains GET or evt.rawres<0');
      const csv = String(await fetched(inspector, { form: 'csv', view, fields }));
      const [head, ...rows] = csv.split('\r\n');
      expect(head).toBe(fields.join(','));
      const expected = await lines(
        '-r',
        CAPTURE,
        '-p',
        `*${fields.map((name) => `%${name}`).join('\t')}`,
        'evt.arg.data contains GET or evt.rawres<0',
      );
      expect(rows.length - 1).toBe(expected.length);
      // plain cells stand as they are, numbers below 0 too
      expect(rows.slice(0, -1).map((row) => row.split(',').slice(0, 3))).toEqual(
        expected.map((line) => line.split('\t').slice(0, 3)),
      );
      expect(csv).toMatch(/,-\d+,/);
    });
  });

  test('can be fetched once, by nobody whom another site has sent', async () => {
    await withInspector([CAPTURE], async (inspector) => {
      const { id: view } = await inspector.view(FILTER);
      const path = await pathOf(inspector, { form: 'text', view });
      const status = (headers: Readonly<Record<string, string>>): Promise<number> =>
        new Promise((resolve, reject) => {
          request(`${inspector.address}${path}`, { headers }, (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          })
            .on('error', reject)
            .end();
        });
      expect(await status({ host: 'evil.test' })).toBe(421);
      expect(await status({ origin: 'http://evil.test' })).toBe(403);
      const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
      expect(await status({ ...link, 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(await status({ ...link, 'sec-fetch-site': 'same-origin' })).toBe(200);
      expect(await status({})).toBe(404);
      const guessed = await fetch(`${inspector.address}/d/${'A'.repeat(43)}`);
      expect(guessed.status).toBe(404);
      const posted = await fetch(`${inspector.address}${path}`, { method: 'POST' });
      expect(posted.status).toBe(401);
    });
  });

  test('have a name that is harmless', async () => {
    const folder = scratch.path('odd');
    mkdirSync(folder);
    const odd = `${folder}/..a"b\nc;é.scap`;
    writeFileSync(odd, readFileSync(CAPTURE));
    await withInspector([odd], async (inspector) => {
      const { id: view } = await inspector.view(FILTER);
      const answer = await fetch(`${inspector.address}${await pathOf(inspector, { form: 'text', view })}`);
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a_b_c_-events.txt"');
      await answer.text();
    });
  });

  test('end when nobody reads them any more', async () => {
    await withInspector([CAPTURE], async (inspector) => {
      const { id: view } = await inspector.view('');
      // more than may run at a time: each has left its place
      for (let i = 0; i < 6; i++) {
        const left = new AbortController();
        const answer = await fetch(`${inspector.address}${await pathOf(inspector, { form: 'ndjson', view })}`, {
          signal: left.signal,
        });
        expect(answer.status).toBe(200);
        left.abort();
        await expect(answer.text()).rejects.toThrow();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
  });

  test('say what is wrong with a request', async () => {
    await withInspector([CAPTURE], async (inspector) => {
      const { id: view } = await inspector.view('');
      const wrong: readonly (readonly [asked: unknown, status: number, message: RegExp])[] = [
        [{ form: 'exe', view }, 400, /form is one of scap json/],
        [{ form: 'csv', view }, 400, /CSV needs fields/],
        [{ form: 'csv', view, fields: ['proc.nme'] }, 400, /proc.nme/],
        [{ form: 'csv', view, fields: Array(65).fill('evt.num') }, 400, /at most 64/],
        [{ form: 'text', view: 99 }, 404, /no longer there/],
        [{ form: 'text' }, 400, /no view/],
        [{ form: 'text', view, rows: [] }, 400, /rows are/],
        [{ form: 'text', view, rows: [799] }, 404, /no row 799/],
        [{ form: 'text', view, rows: ['1) or (1=1'] }, 404, /no row/],
      ];
      for (const [asked, status, message] of wrong) {
        const answer = await ask(inspector, asked as Asked);
        expect([asked, answer.status, await answer.text()]).toEqual([asked, status, expect.stringMatching(message)]);
      }
    });
  });
});
