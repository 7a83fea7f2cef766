/** sysshark report: what it writes, where, and what it refuses. What the page shows: test/page/report.test.ts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import type { ReportBlock, ReportHead } from '../../src/web/protocol.js';
import { lines } from '../helpers/lines.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-nginx.scap');
const FILTER = 'proc.name=nginx';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** What a report has packed under a name. */
function unpacked(html: string, name: string): Buffer {
  const text = new RegExp(`data-name="${name}">([^<]*)<`).exec(html)?.[1] ?? '';
  return gunzipSync(Buffer.from(text, 'base64'));
}

function headOf(html: string): ReportHead {
  const bytes = unpacked(html, 'head');
  return JSON.parse(bytes.subarray(4, 4 + bytes.readUInt32LE(0)).toString()) as ReportHead;
}

async function report(...args: string[]): Promise<string> {
  const out = scratch.path('out.html');
  const { exitCode, stderr, stdout } = await sysshark(['report', ...args, '-o', out]);
  expect([exitCode, stderr, stdout]).toEqual([0, '', '']);
  return readFileSync(out, 'utf8');
}

describeWithShared('sysshark report', () => {
  test('has the details of the events that the filter accepts', async () => {
    const html = await report(CAPTURE, FILTER);
    const nums = await lines('-r', CAPTURE, '-p', '%evt.num', FILTER);
    const head = headOf(html);
    expect([head.capture.progress.events, head.filter, head.capture.name]).toEqual([
      nums.length,
      FILTER,
      'sf-nginx.scap',
    ]);
    const block = JSON.parse(String(unpacked(html, 'block-0'))) as ReportBlock;
    const found = block.fields.find(({ field }) => field === 'evt.num');
    expect((found?.places ?? []).map((place) => found?.texts[place - 1])).toEqual(nums.slice(0, head.blockRows));
    expect(block.ends.length).toBe(Math.min(nums.length, head.blockRows));
    expect(Object.keys(head.tables)).toEqual(expect.arrayContaining(['calls', 'latency', 'errors', 'properties']));
  });

  test('is the same from a compressed capture, from a pipe, and at standard output', async () => {
    const events = (html: string): unknown => [String(unpacked(html, 'block-0')), headOf(html).texts];
    const html = await report(CAPTURE);
    const compressed = scratch.path('nginx.scap.gz');
    writeFileSync(compressed, gzipSync(readFileSync(CAPTURE)));
    expect(events(await report('-r', compressed))).toEqual(events(html));
    const { stdout, exitCode } = await sysshark(['report', '-r', '-'], { input: readFileSync(CAPTURE) });
    expect(exitCode).toBe(0);
    expect(events(stdout)).toEqual(events(html));
  });

  test('loads nothing, and runs nothing but its own script', async () => {
    const html = await report(CAPTURE);
    const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(scripts.filter((one) => !one?.includes('type="text/plain"'))).toEqual([' type="module"']);
    expect(html).toMatch(/content="default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-/);
    const markup = html.replace(/<script type="module">[\s\S]*<\/script>/, '');
    expect(markup).not.toMatch(/<(?:img|iframe|object)\b|\ssrc="|href="(?!data:)|@import|url\(/);
  });

  test('appears whole, for its owner alone', async () => {
    const folder = scratch.path('folder');
    mkdirSync(folder);
    const out = `${folder}/out.html`;
    writeFileSync(out, 'old', { mode: 0o644 });
    const { exitCode } = await sysshark(['report', CAPTURE, 'proc.nme=x', '-o', out]);
    expect([exitCode, readFileSync(out, 'utf8'), readdirSync(folder)]).toEqual([1, 'old', ['out.html']]);
    await sysshark(['report', CAPTURE, '-o', out]);
    expect(readFileSync(out, 'utf8')).toMatch(/<\/html>\n$/);
    expect([statSync(out).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['out.html']]);
  });

  test('follows a link of one’s own', async () => {
    const target = scratch.path('target.html');
    const link = scratch.path('link.html');
    writeFileSync(target, '');
    symlinkSync(target, link);
    const { exitCode, stderr } = await sysshark(['report', CAPTURE, '-o', link]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(readFileSync(target, 'utf8')).toMatch(/<\/html>\n$/);
  });

  test('says what it cannot do', async () => {
    const own = scratch.path('own.scap');
    writeFileSync(own, readFileSync(CAPTURE));
    const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [[], /report looks at a capture: report FILE \[FILTER\] -o FILE/],
      [['nosuch.scap'], /there is no file "nosuch.scap"/],
      [[CAPTURE, 'proc.name=nosuch', '-o', scratch.path('x')], /no event passes the filter/],
      [[CAPTURE, '-w', 'x.scap'], /leave out -w/],
      [[CAPTURE, '-j'], /leave out -j/],
      [[CAPTURE, '-o', scratch.path('nosuch/x.html')], /cannot write .*no such|cannot write/i],
      [[own, '-o', own], /is a capture that -r reads/],
    ];
    for (const [args, message] of wrong) {
      const { exitCode, stderr } = await sysshark(['report', ...args]);
      expect([args, exitCode, stderr]).toEqual([args, 1, expect.stringMatching(message)]);
    }
    expect(existsSync(scratch.path('x'))).toBe(false);
    expect(readFileSync(own).equals(readFileSync(CAPTURE))).toBe(true);
  });

  test('of a capture that is cut before its first event says where, not that a filter rejects it', async () => {
    const cut = scratch.path('cut.scap');
    writeFileSync(cut, readFileSync(CAPTURE).subarray(0, 100_000));
    const { exitCode, stderr } = await sysshark(['report', cut, '-o', scratch.path('cut.html')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/damaged at byte \d+: cut: .* before the first event: there is nothing to report$/);
    expect(existsSync(scratch.path('cut.html'))).toBe(false);
  });

  test('of a damaged capture has what is before the damage, and says so', async () => {
    const cut = scratch.path('cut.scap');
    const bytes = readFileSync(CAPTURE);
    writeFileSync(cut, bytes.subarray(0, bytes.length - 30));
    const out = scratch.path('cut.html');
    const { exitCode, stderr } = await sysshark(['report', cut, '-o', out]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/cut: a block of/)]);
    expect(headOf(readFileSync(out, 'utf8')).capture.progress.events).toBe(
      (await sysshark(['-r', cut])).stdout.split('\n').length,
    );
  });
});
