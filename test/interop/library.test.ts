import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type CaptureEvent, openCapture, startCapture } from '../../src/api/index.js';
import { describeLive } from '../helpers/live.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { sysshark } from '../helpers/sysshark.js';

/** Fields with text and number values, as the command line prints them. */
const FIELDS = [
  'evt.type',
  'evt.dir',
  'evt.rawtime',
  'proc.name',
  'thread.tid',
  'fd.num',
  'fd.type',
  'evt.rawres',
] as const;
const printed = (event: CaptureEvent): string =>
  [event.number, ...FIELDS.map((name) => event.field(name) ?? '<NA>')].join(' ');

describeWithShared('the library compared with the command line', () => {
  test.each([
    ['sf-nginx', ''],
    ['sf-nginx', 'fd.type=ipv4 or evt.failed=true'],
    ['libs-sample', ''],
    ['falco-2016-empty', 'proc.name!=""'],
  ])('gives the same events of %s with the filter %j', async (name, filter) => {
    const path = sharedPath('captures', `${name}.scap`);
    const format = `*%evt.num ${FIELDS.map((field) => `%${field}`).join(' ')}`;
    const { stdout } = await sysshark(['-r', path, '-p', format, ...(filter === '' ? [] : [filter])]);
    const lines: string[] = [];
    for await (const batch of (await openCapture({ path, filter })).batches())
      for (const event of batch) lines.push(printed(event));
    expect(lines.join('\n')).toBe(stdout);
  });
});

describeLive('a live capture with the library', () => {
  test('has the events that happen after its start', async () => {
    const name = `/tmp/sysshark-library-${process.pid}`;
    await using capture = await startCapture({ filter: `evt.type=openat and evt.arg.name=${name}` });
    await execa('cat', [name], { reject: false });
    for await (const event of capture) {
      expect(event).toMatchObject({ type: 'openat', process: { name: 'cat' }, place: null });
      if (event.direction === 'exit') break;
    }
    expect.assertions(2);
  });

  test('of a command ends with the command and has its status', async () => {
    const command = ['sh', '-c', 'cat /etc/hostname >/dev/null; exit 3'];
    const capture = await startCapture({ command, filter: 'evt.type=execve and evt.dir=<' });
    const programs: (string | null)[] = [];
    const numbers: number[] = [];
    for await (const event of capture) {
      programs.push(event.process?.name ?? null);
      numbers.push(event.number);
    }
    expect(numbers[0]).toBe(1);
    expect(programs).toEqual(['sh', 'cat']);
    expect(await capture.commandStatus).toBe(3);
  });

  test('ends when its signal is aborted, after all events that have arrived', async () => {
    const abort = new AbortController();
    const capture = await startCapture({ signal: abort.signal, filter: 'evt.type=execve and proc.name=true' });
    await execa('true');
    abort.abort();
    const types: string[] = [];
    for await (const event of capture) types.push(event.type);
    expect(types).toContain('execve');
  });

  test('warns of events that were lost because they were not read', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string): void => void warnings.push(message);
    const capture = await startCapture({ bufferBytes: 1 << 17, onWarning });
    await execa('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=20000']);
    capture.stop();
    for await (const _ of capture.batches());
    // other processes of the machine may be reported, too
    expect(warnings).toContainEqual(expect.stringMatching(/^\d+ events dropped: ring buffer full/));
  });

  test.each([
    ['snaplen', { snaplen: 65001 }],
    ['bufferBytes', { bufferBytes: 1000 }],
    ['command', { command: [] }],
  ])('does not start with a wrong %s, and gives one clear error', async (name, options) => {
    const message = expect.stringMatching(new RegExp(`^${name} `));
    await expect(startCapture(options)).rejects.toMatchObject({ name: 'SyssharkError', code: 'USAGE', message });
  });
});
