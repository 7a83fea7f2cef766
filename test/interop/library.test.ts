import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type CaptureEvent, openCapture, openColumns, startCapture } from '../../src/api/index.js';
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
/** More fields that subjects have. */
const MORE_FIELDS = ['user.name', 'proc.exepath', 'evt.category'] as const;
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

/** What an event says that columns have, too. */
function columnText(event: CaptureEvent): string {
  const { number, time, type, direction, process, fd, latency, result } = event;
  const own = process === null ? null : [process.tid, process.pid, process.name];
  const descriptor = fd === null ? null : [fd.number, fd.name, fd.type];
  const more = MORE_FIELDS.map((name) => event.field(name));
  return String([number, time, type, direction, own, descriptor, latency ?? 0, result ?? Number.NaN, ...more]);
}

async function* columnTexts(path: readonly string[], filter: string): AsyncGenerator<string, void, void> {
  for await (const batch of await openColumns({ path, filter, fields: MORE_FIELDS }))
    for (let i = 0; i < batch.count; i++) {
      const { type, direction, process, fd, fields } = batch.subject(batch.subjects[i] as number);
      const own = process === null ? null : [process.tid, process.pid, process.name];
      const descriptor = fd === null ? null : [fd.number, fd.name, fd.type];
      const more = MORE_FIELDS.map((name) => fields[name]);
      const subject = [type, direction, own, descriptor];
      yield String([batch.numbers[i], batch.times[i], ...subject, batch.latencies[i], batch.results[i], ...more]);
    }
}

describeWithShared('columns of the library', () => {
  test.each([
    ['sf-nginx', ''],
    ['sf-setns', 'evt.failed=true or fd.name exists'],
    ['sf-files', 'proc.name!=bash and evt.latency>1000'],
    ['sf-nginx+sf-files', 'evt.dir=<'],
    ['falco-2016-empty', ''],
  ])('say of %s what its events say, with the filter %j', async (name, filter) => {
    const path = name.split('+').map((one) => sharedPath('captures', `${one}.scap`));
    const expected: string[] = [];
    for await (const batch of (await openCapture({ path, filter })).batches())
      for (const event of batch) expected.push(columnText(event));
    const found: string[] = [];
    for await (const text of columnTexts(path, filter)) found.push(text);
    expect(found).toEqual(expected);
  });

  test.each([
    ['no.such', /^no column "no\.such": /],
    ['evt.args', /^no column "evt\.args": it differs from event to event/],
  ])('cannot be of the field %s, and give one clear error', async (field, message) => {
    const path = sharedPath('captures', 'sf-files.scap');
    const fields = [field] as unknown as ['proc.name'];
    const expected = { name: 'SyssharkError', code: 'USAGE', message: expect.stringMatching(message) };
    await expect(openColumns({ path, fields })).rejects.toMatchObject(expected);
  });

  test('end when their signal is aborted', async () => {
    const abort = new AbortController();
    const path = sharedPath('captures', 'sf-nginx.scap');
    let events = 0;
    for await (const { count } of await openColumns({ path, signal: abort.signal })) {
      events += count;
      abort.abort();
    }
    expect(events).toBeGreaterThan(0);
  });

  test('are not given of a file that is no capture', async () => {
    await expect(openColumns({ path: '/etc/passwd' })).rejects.toMatchObject({ code: 'NOT_A_CAPTURE' });
  });
});
