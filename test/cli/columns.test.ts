import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { int, text } from '../helpers/event-samples.js';
import { lines } from '../helpers/lines.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'sf-tcp-client-server.scap');

const columns = (...fields: string[]): string[] => ['-T', 'fields', ...fields.flatMap((field) => ['-e', field])];

describeWithShared('-T fields', () => {
  test('prints what -p prints for the same fields, and nothing for those that an event lacks', async () => {
    const fields = ['evt.num', 'proc.name', 'fd.name', 'fd.num', 'evt.arg.res', 'evt.args', 'toupper(evt.type)'];
    const format = `*${fields.map((field) => `%${field}`).join('\\t')}`;
    const printed = await lines('-r', CAPTURE, '-p', format);
    const missing = printed.map((line) => line.replaceAll(/(?<=^|\t)<NA>(?=\t|$)/g, ''));
    const shown = await lines('-r', CAPTURE, ...columns(...fields));
    // none of these contain backslashes or control characters, which are written as escapes
    expect(shown).toEqual(missing);
    expect(shown.filter((line, i) => line !== printed[i]).length).toBeGreaterThan(100);
  });

  test('filters, -n and -v work as for lines', async () => {
    const filter = 'evt.type in (sendto, write) and evt.dir=<';
    const printed = async (...options: string[]): Promise<string> =>
      (await sysshark(['-r', CAPTURE, ...options, filter])).stdout;
    expect(await printed(...columns('evt.args'))).toBe(await printed('-p', '%evt.args'));
    expect(await printed(...columns('evt.args'), '-v')).toBe(await printed('-p', '%evt.args', '-v'));
    expect(await lines('-r', CAPTURE, ...columns('evt.num'), '-n', '3')).toHaveLength(3);
  });

  test.each([
    [['-E', 'header=y,separator=,,quote=d']],
    [['-E', 'header=y', '-E', 'separator=,', '-E', 'quote=d']],
    [['-E', 'quote=d,header=y,separator=,']],
  ])('%j is what tshark prints for three of them', async (settings) => {
    const theirs = ['header=y', 'separator=,', 'quote=d'].flatMap((setting) => ['-E', setting]);
    const fields = ['-e', 'sysdig.thread_id', '-e', 'tcp.port', '-e', 'sysdig.cpu_id'];
    const text = execFileSync('tshark', ['-r', CAPTURE, '-T', 'fields', ...theirs, ...fields], { stdio: 'pipe' });
    const [, ...expected] = text.toString().trimEnd().split('\n');
    const [heading, ...shown] = await lines(
      '-r',
      CAPTURE,
      '-D',
      ...columns('thread.tid', 'k8s.pod.name', 'evt.cpu'),
      ...settings,
    );
    expect(heading).toBe('thread.tid,k8s.pod.name,evt.cpu');
    // tshark also shows the records of the initial state
    expect(shown).toEqual(expected.slice(-shown.length));
    expect(shown.length).toBeGreaterThan(2000);
  });

  test('the heading is there even if no event passes', async () => {
    const shown = await lines('-r', CAPTURE, ...columns('evt.num', 'fd.name'), '-E', 'header=y', 'proc.name=other');
    expect(shown).toEqual(['evt.num\tfd.name']);
  });

  test.each([
    ['/t', '\t'],
    ['/s', ' '],
    ['|', '|'],
    ['/', '/'],
    ['=', '='],
    ['€', '€'],
  ])('separator=%s stands between columns', async (setting, separator) => {
    const [line] = await lines('-r', CAPTURE, ...columns('evt.dir', 'evt.dir'), '-E', `separator=${setting}`);
    expect(line).toBe(['<', '<'].join(separator));
  });

  test('a reader that goes away ends the program quietly', async () => {
    const { stdout, stderr } = await shell(
      `$S -r ${CAPTURE} -T fields -e evt.dir | head -n 1; echo "\${PIPESTATUS[0]}"`,
    );
    expect({ stdout, stderr }).toEqual({ stdout: '<\n0', stderr: '' });
  });
});

describe('values that would break a column', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-columns-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'capture.scap');
  const record = (...names: readonly string[]): void => {
    const events = names.map((name) =>
      namedEvent('CHMOD_X', 1000, { res: int(0, 8), filename: text(name), mode: int(0, 4) }),
    );
    writeFileSync(path, capture(events.map(eventBlock), sampleHeader()));
  };

  test.each([['n'], ['d'], ['s']])('are written as tshark writes them, with quote=%s', async (quote) => {
    record(`C:\\new`, `say "it's"`);
    const options = ['-T', 'fields', '-E', `quote=${quote}`];
    const theirs = execFileSync('tshark', ['-r', path, ...options, '-e', 'sysdig.param.chmod.filename'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const expected = theirs.split('\n').filter((line) => line !== '');
    expect(await lines('-r', path, ...options, '-e', 'evt.rawarg.filename')).toEqual(expected);
    expect(expected).toHaveLength(2);
  });

  test('cannot end a line: control characters are escapes', async () => {
    record('a\tb\nc\r\b\v\fd');
    expect(await lines('-r', path, '-T', 'fields', '-e', 'evt.rawarg.filename')).toEqual(['a\\tb\\nc\\r\\b\\v\\fd']);
  });
});
