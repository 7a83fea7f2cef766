/** Exports of sysshark ui while its capture grows: they have what was there when they were asked for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterAll, expect, test } from '@jest/globals';
import type { CaptureInfo, ExportForm, ExportTicket, Progress, RowsAnswer } from '../../src/web/protocol.js';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-setns.scap');
const FIELDS = ['evt.num', 'evt.rawtime', 'proc.name', 'fd.name'];
/** Of the bytes of CAPTURE, within a block: what is there when exports are asked for. */
const SHARE = 0.9;
const OPENS = 'while (1) { open(F, "</etc/hosts"); close F; select(undef, undef, undef, 0.01) }';
/** One that the index decides, and one for which events are read. */
const FILTERS = ['', 'evt.type=close', 'evt.arg.name contains "/"'];

const scratch = makeScratch();
afterAll(() => scratch.remove());

const progressOf = async (inspector: Inspector): Promise<Progress> =>
  (await inspector.get<CaptureInfo>('/api/capture')).progress;

async function until(inspector: Inspector, isIt: (progress: Progress) => boolean): Promise<Progress> {
  for (;;) {
    const progress = await progressOf(inspector);
    if (isIt(progress)) return progress;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The number of a view, which may grow. */
async function viewOf({ address, token }: Inspector, filter: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${address}/api/views`, { method: 'POST', headers, body: JSON.stringify({ filter }) });
  return ((await answer.json()) as { id: number }).id;
}

/** Asks for an export; what fetches it. */
async function ask(
  { address, token }: Inspector,
  form: ExportForm,
  view: number,
  before: number | null = null,
): Promise<() => Promise<Buffer>> {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ view, form, fields: form === 'csv' ? FIELDS : [], rows: null, before });
  const answer = await fetch(`${address}/api/exports`, { method: 'POST', headers, body });
  const { path } = (await answer.json()) as ExportTicket;
  return async () => {
    const fetched = await fetch(`${address}${path}`);
    expect(fetched.status).toBe(200);
    return Buffer.from(await fetched.arrayBuffer());
  };
}

/** A capture that is whole: what opens it finds nothing wrong. */
async function linesOfBytes(bytes: Buffer, ...args: string[]): Promise<string[]> {
  const file = scratch.path('exported.scap');
  writeFileSync(file, bytes);
  const { stdout, stderr, exitCode } = await sysshark(['-r', file, ...args]);
  expect([stderr, exitCode]).toEqual(['', 0]);
  return stdout.split('\n');
}

const printed = async (...args: string[]): Promise<string> => `${(await sysshark(['-r', CAPTURE, ...args])).stdout}\n`;

/** The number of the last event that is there. */
async function lastNum(inspector: Inspector): Promise<number> {
  const { events } = await progressOf(inspector);
  return (await inspector.get<{ num: number }>(`/api/events/${events - 1}`)).num;
}

describeWithShared('exports of a pipe', () => {
  test('have the events that were there when they were asked for', async () => {
    const bytes = readFileSync(CAPTURE);
    const end = Math.floor(bytes.length * SHARE);
    const pipe = new PassThrough();
    pipe.write(bytes.subarray(0, end));
    const inspector = await startInspector(['-r', '-'], pipe);
    let held = -1;
    await until(inspector, ({ events }) => {
      const isSame = events > 0 && events === held;
      held = events;
      return isSame;
    });
    const last = await lastNum(inspector);
    const whole = await viewOf(inspector, '');
    const forms = ['json', 'csv', 'report'] as const;
    const [json, csv, report] = await Promise.all(forms.map((form) => ask(inspector, form, whole)));
    const filtered = await Promise.all(
      FILTERS.map(async (filter) => {
        const view = await viewOf(inspector, filter);
        return { filter, text: await ask(inspector, 'text', view), scap: await ask(inspector, 'scap', view) };
      }),
    );
    const paused = await ask(inspector, 'text', whole, held - 100);
    pipe.end(bytes.subarray(end));
    await until(inspector, ({ isComplete, events }) => isComplete && events > held);
    const bound = (await inspector.get<{ num: number }>(`/api/events/${held - 101}`)).num;
    expect(String(await paused())).toBe(await printed(`evt.num<=${bound}`));
    const later = await ask(inspector, 'text', whole, held - 100);
    expect(String(await later())).toBe(await printed(`evt.num<=${bound}`));
    const there = `evt.num<=${last}`;
    expect(String(await json?.())).toBe(await printed('-j', there));
    const rows = String(await csv?.())
      .trimEnd()
      .split('\r\n')
      .slice(1);
    expect(rows.map((line) => line.split(',')[0])).toEqual(await lines('-r', CAPTURE, '-p', '%evt.num', there));
    expect(String(await report?.())).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    for (const { filter, text, scap } of filtered) {
      const bounded = filter === '' ? there : `(${filter}) and ${there}`;
      expect(String(await text())).toBe(await printed(bounded));
      const format = ['-p', '*%evt.rawtime %evt.type %proc.name %fd.name %evt.args'];
      expect(await linesOfBytes(await scap(), ...format, ...(filter === '' ? [] : [filter]))).toEqual(
        await lines('-r', CAPTURE, ...format, bounded),
      );
    }
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: '' });
  }, 120_000);
});

describeLiveBesideOthers('exports of what is recorded', () => {
  test('have the events that were there when they were asked for', async () => {
    const inspector = await startInspector(['--', '/usr/bin/perl', '-e', OPENS]);
    const view = await viewOf(inspector, 'evt.type=openat');
    await until(inspector, ({ events }) => events > 500);
    const count = async (): Promise<number> => (await inspector.get<{ count: number }>(`/api/views/${view}`)).count;
    const before = await count();
    const [text, scap, report] = await Promise.all(
      (['text', 'scap', 'report'] as const).map((form) => ask(inspector, form, view)),
    );
    const after = await count();
    const { events } = await progressOf(inspector);
    await until(inspector, (progress) => progress.events > events + 100);
    const [exported, copied, page] = [String(await text?.()), (await scap?.()) as Buffer, String(await report?.())];
    const nums = exported
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(nums.length).toBeGreaterThanOrEqual(before);
    expect(nums.length).toBeLessThanOrEqual(after);
    const path = `/api/views/${view}/rows?from=0&count=1000&fields=`;
    const listed = (await inspector.get<RowsAnswer>(path)).events.map(({ num }) => String(num));
    expect(nums).toEqual(listed.slice(0, nums.length));
    const format = ['-p', '*%evt.rawtime %evt.type %proc.name %fd.name'];
    const times = (await linesOfBytes(copied, ...format, 'evt.type=openat')).length;
    expect(times).toBeGreaterThanOrEqual(before);
    expect(times).toBeLessThanOrEqual(after);
    expect(page).toMatch(/<\/html>\n$/);
    process.kill(inspector.pid, 'SIGTERM');
    expect((await inspector.end()).stderr).not.toMatch(/export|bug/);
  });
});
