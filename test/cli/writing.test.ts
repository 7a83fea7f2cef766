import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Batch } from '../../src/bytes/batch.js';
import { EventView } from '../../src/decode/event-view.js';
import { lines } from '../helpers/lines.js';
import { complaintsOf } from '../helpers/newer-reader.js';
import { runOracle } from '../helpers/oracle.js';
import { readCapture } from '../helpers/scap.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { shell, sysshark } from '../helpers/sysshark.js';

const CAPTURE = sharedPath('captures', 'libs-curl-google.scap');
const scratch = mkdtempSync(join(tmpdir(), 'sysshark-cli-'));
const inScratch = (name: string): string => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

/** Types of the events of a capture, in order. */
async function eventsOf(path: string): Promise<{ readonly type: number; readonly isHidden: boolean }[]> {
  const view = new EventView();
  return (await readCapture(path)).events.map((block) => {
    view.read(new Batch(block), 0);
    return { type: view.type, isHidden: view.stateOnly };
  });
}

describeWithShared('writing a capture', () => {
  test('-w copies what -r reads and prints nothing', async () => {
    expect(await lines('-r', CAPTURE, '-w', inScratch('copy.scap'))).toEqual([]);
    expect(await lines('-r', inScratch('copy.scap'))).toEqual(await lines('-r', CAPTURE));
  });

  test('-z compresses', async () => {
    await lines('-r', CAPTURE, '-w', inScratch('raw.scap'));
    await lines('-r', CAPTURE, '-w', inScratch('small.scap'), '-z');
    expect(readFileSync(inScratch('small.scap')).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(statSync(inScratch('small.scap')).size).toBeLessThan(statSync(inScratch('raw.scap')).size / 2);
    expect(await lines('-r', inScratch('small.scap'))).toEqual(await lines('-r', CAPTURE));
  });

  test('-w - and -r - work in a pipe', async () => {
    const { stdout, stderr, exitCode } = await shell(`$S -r ${CAPTURE} -w - | $S -r - -n 50`);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout.split('\n')).toEqual(await lines('-r', CAPTURE, '-n', '50'));
  });

  test('a reader of -w - that goes away ends the program quietly', async () => {
    const { stdout, stderr } = await shell(`$S -r ${CAPTURE} -w - | head -c 100 >/dev/null; echo "\${PIPESTATUS[0]}"`);
    expect({ stderr, stdout }).toEqual({ stderr: '', stdout: '0' });
  });

  test('-w with -n holds as many events', async () => {
    await lines('-r', CAPTURE, '-n', '10', '-w', inScratch('ten.scap'));
    expect(await lines('-r', inScratch('ten.scap'))).toEqual(await lines('-r', CAPTURE, '-n', '10'));
  });

  test('a filtered capture keeps hidden state events, so that names resolve in it', async () => {
    const filter = 'evt.type=read';
    const format = ['-p', '*%evt.rawtime %proc.name %proc.cmdline %fd.name'];
    await lines('-r', CAPTURE, '-w', inScratch('reads.scap'), filter);
    const before = await lines('-r', CAPTURE, ...format, filter);
    expect(before.length).toBeGreaterThan(0);
    expect(await lines('-r', inScratch('reads.scap'), ...format)).toEqual(before);
  });

  test('the reference reads a filtered capture the same way', async () => {
    const filter = 'proc.name=curl and fd.type=ipv6';
    const format = ['-p', '*%evt.rawtime %thread.tid %evt.dir %evt.type %fd.name'];
    await lines('-r', CAPTURE, '-w', inScratch('nginx.scap'), filter);
    const { lines: theirs, status } = runOracle(inScratch('nginx.scap'), format);
    expect(status).toBe(0);
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs).toEqual(await lines('-r', inScratch('nginx.scap'), ...format));
  });

  test('--no-fat leaves hidden events out', async () => {
    await lines('-r', CAPTURE, '-w', inScratch('fat.scap'), 'evt.type=read');
    await lines('-r', CAPTURE, '-w', inScratch('lean.scap'), '--no-fat', 'evt.type=read');
    expect(statSync(inScratch('lean.scap')).size).toBeLessThan(statSync(inScratch('fat.scap')).size);
    expect(await lines('-r', inScratch('lean.scap'), '-p', '%evt.type')).toEqual(
      await lines('-r', inScratch('fat.scap'), '-p', '%evt.type'),
    );
  });

  test('--no-fat keeps the start of each call whose end passes, so that the newest libraries read the file', async () => {
    const filter = 'evt.dir=< and evt.type in (close, ioctl, openat)';
    await lines('-r', CAPTURE, '-w', inScratch('fat.scap'), filter);
    await lines('-r', CAPTURE, '-w', inScratch('lean.scap'), '--no-fat', filter);
    const [fat, lean] = [await eventsOf(inScratch('fat.scap')), await eventsOf(inScratch('lean.scap'))];
    const ends = lean.filter(({ isHidden }) => !isHidden).map(({ type }) => type);
    expect(ends.length).toBeGreaterThan(0);
    expect(lean.filter(({ isHidden }) => isHidden).map(({ type }) => type + 1)).toEqual(expect.arrayContaining(ends));
    const hidden = (all: typeof lean) => new Set(all.filter(({ isHidden }) => isHidden).map(({ type }) => type));
    expect(hidden(lean)).toEqual(new Set(ends.map((type) => type - 1)));
    expect(hidden(fat).size).toBeGreaterThan(hidden(lean).size);
    expect(await complaintsOf(inScratch('lean.scap'))).toEqual([]);
    const { stdout } = await sysshark(['--help']);
    expect(stdout).toMatch(/--no-fat .*starts of calls stay/);
  });

  test('a file that cannot be created gives one line, status 1', async () => {
    const { stderr, exitCode } = await sysshark(['-r', CAPTURE, '-w', inScratch('no/such/folder.scap')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: .*folder\.scap.*$/);
  });

  test('overwriting the capture that is read is an error', async () => {
    await lines('-r', CAPTURE, '-w', inScratch('self.scap'));
    const size = statSync(inScratch('self.scap')).size;
    const { stderr, exitCode } = await sysshark(['-r', inScratch('self.scap'), '-w', inScratch('self.scap')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^sysshark: .*self\.scap.*$/);
    expect(statSync(inScratch('self.scap')).size).toBe(size);
  });
});
