/** sysshark ui and report when there is no room for what they keep: they say so, and what was captured stays. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import type { CaptureInfo, Progress, RowsAnswer } from '../../src/web/protocol.js';
import { AS_ROOT, type Inspector, startInspector } from '../helpers/inspector.js';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { describeIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-setns.scap');
const NO_ROOM = 'no space left on device: make room there';
const canMount = process.getuid?.() === 0 && hasShared;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Runs a program in a world of its own, in which /var/tmp has room for this much. */
const withRoom = (size: string): readonly string[] => [
  'unshare',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${size} none /var/tmp && exec "$@"`,
  'sh',
];

const startWithRoom = (size: string, args: readonly string[], input?: PassThrough): Promise<Inspector> =>
  startInspector(args, input, { by: withRoom(size), as: AS_ROOT });

async function wholeOf(inspector: Inspector): Promise<Progress> {
  for (;;) {
    const { progress } = await inspector.get<CaptureInfo>('/api/capture');
    if (progress.isComplete) return progress;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The answer to a request for an export of all events. */
async function exported({ address, token }: Inspector, view: number, form: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ view, form, fields: [], rows: null });
  const answer = await fetch(`${address}/api/exports`, { method: 'POST', headers, body });
  return fetch(`${address}${((await answer.json()) as { path: string }).path}`);
}

/** Numbers of the events of an export as text. */
const numsOf = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');

describeIf(canMount)('a disk without room', () => {
  test('for a pipe: what was read stays, and the status says that it is not all', async () => {
    const pipe = new PassThrough();
    pipe.end(readFileSync(CAPTURE));
    const inspector = await startWithRoom('700k', ['-r', '-'], pipe);
    const { events, problem } = await wholeOf(inspector);
    const message = `cannot copy standard input to a file in /var/tmp: ${NO_ROOM}`;
    expect(problem).toBe(message);
    const nums = await lines('-r', CAPTURE, '-p', '%evt.num');
    expect(events).toBeGreaterThan(100);
    expect(events).toBeLessThan(nums.length);
    const { id } = await inspector.view('');
    expect(numsOf(await (await exported(inspector, id, 'text')).text())).toEqual(nums.slice(0, events));
    const { exitCode, stderr } = await inspector.end();
    expect([exitCode, stderr.split('\n')[0]]).toEqual([2, `sysshark: ${message}`]);
  });

  test('for a report of what a pipe has by now: the page and the terminal say why there is none', async () => {
    const bytes = readFileSync(CAPTURE);
    const pipe = new PassThrough();
    pipe.write(bytes.subarray(0, bytes.length * 0.95));
    const inspector = await startWithRoom('1500k', ['-r', '-'], pipe);
    const { id } = await fetch(`${inspector.address}/api/views`, {
      method: 'POST',
      headers: { authorization: `Bearer ${inspector.token}` },
      body: '{"filter":""}',
    }).then((answer) => answer.json() as Promise<{ id: number }>);
    while ((await inspector.get<CaptureInfo>('/api/capture')).progress.bytes < bytes.length * 0.9)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const answer = await exported(inspector, id, 'report');
    const message = `the export ended early: sysshark: cannot copy standard input to a file in /var/tmp: ${NO_ROOM}`;
    expect([answer.status, await answer.json()]).toEqual([409, { message, position: null }]);
    pipe.end(bytes.subarray(bytes.length * 0.95));
    expect(await wholeOf(inspector)).toMatchObject({ problem: null });
    expect(await inspector.end()).toEqual({ exitCode: 0, stderr: `sysshark: ${message}` });
  });

  test('for the copy that a report needs: there is none, and the status is 1', async () => {
    const compressed = scratch.path('setns.scap.gz');
    writeFileSync(compressed, gzipSync(readFileSync(CAPTURE)));
    const out = scratch.path('none.html');
    const [by = '', ...words] = [...withRoom('512k'), PROGRAM, 'report', compressed, '-o', out];
    const { exitCode, stderr } = await execa(by, words, { reject: false });
    expect([exitCode, stderr]).toEqual([1, `sysshark: cannot copy ${compressed} to a file in /var/tmp: ${NO_ROOM}`]);
    expect(readdirSync(scratch.path(''))).not.toContain('none.html');
  });

  test('for a report: it names the file, of which nothing is left, and a file that was there stays', async () => {
    const disk = scratch.path('disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
    try {
      for (const names of [[], ['out.html']]) {
        for (const name of names) writeFileSync(`${disk}/${name}`, 'old');
        const out = `${disk}/out.html`;
        const { exitCode, stderr } = await sysshark(['report', CAPTURE, '-o', out]);
        expect([exitCode, stderr]).toEqual([1, `sysshark: cannot write ${out}: no space left on device`]);
        expect(readdirSync(disk)).toEqual(names);
        for (const name of names) expect(readFileSync(`${disk}/${name}`, 'utf8')).toBe('old');
      }
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describeLive('a disk without room', () => {
  test('for a recording: it ends, what was recorded stays, and the status is not 0', async () => {
    const calls = 'open(F, "</etc/hosts"); while (1) { getppid() }';
    const inspector = await startWithRoom('4m', ['--', '/usr/bin/perl', '-e', calls]);
    const { events, problem } = await wholeOf(inspector);
    const message = `cannot record to a file in /var/tmp: ${NO_ROOM}, or give a smaller --limit`;
    expect(problem).toBe(message);
    const { id, count } = await inspector.view('');
    expect(count).toBe(events);
    const opens = await inspector.view('fd.name=/etc/hosts and evt.dir=<');
    expect(opens.count).toBeGreaterThan(0);
    const last = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=${events - 1}&count=1&fields=`);
    const nums = numsOf(await (await exported(inspector, id, 'text')).text());
    expect([nums.length, nums.at(-1)]).toEqual([events, String(last.events[0]?.num)]);
    const { exitCode, stderr } = await inspector.end();
    expect([exitCode, stderr.split('\n')[0]]).toEqual([1, `sysshark: ${message}`]);
  });
});
