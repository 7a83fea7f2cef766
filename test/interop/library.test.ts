import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import {
  type CaptureEvent,
  type ColumnBatch,
  openCapture,
  openColumns,
  startCapture,
  startColumns,
} from '../../src/api/index.js';
import { openColumnFiles } from '../../src/api/open-columns.js';
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
    // a buffer has room for the data of one or two calls
    const capture = await startCapture({ bufferBytes: 1 << 17, snaplen: 65000, onWarning });
    await execa('dd', ['if=/dev/zero', 'of=/dev/null', 'bs=65000', 'count=5000']);
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

type Batch = ColumnBatch<(typeof MORE_FIELDS)[number]>;

/** What a row says of where its event comes from. */
function subjectText({ subject, subjects }: Batch, i: number): readonly unknown[] {
  const { type, direction, process, fd, fields } = subject(subjects[i] as number);
  const own = process === null ? null : [process.tid, process.pid, process.name];
  const descriptor = fd === null ? null : [fd.number, fd.name, fd.type];
  return [type, direction, own, descriptor, ...MORE_FIELDS.map((name) => fields[name])];
}

function rowText(batch: Batch, i: number): string {
  const [type, direction, own, descriptor, ...more] = subjectText(batch, i);
  const { numbers, times, latencies, results } = batch;
  return String([numbers[i], times[i], type, direction, own, descriptor, latencies[i], results[i], ...more]);
}

async function rowTexts(batches: AsyncIterable<Batch>): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const batch of batches) for (let i = 0; i < batch.count; i++) texts.push(rowText(batch, i));
  return texts;
}

async function eventTexts(path: readonly string[], filter: string): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const batch of (await openCapture({ path, filter })).batches())
    for (const event of batch) texts.push(columnText(event));
  return texts;
}

describeWithShared('columns of the library', () => {
  test.each([
    ['sf-nginx', ''],
    ['sf-setns', ''],
    ['sf-setns', 'evt.failed=true or fd.name exists'],
    ['sf-files', 'proc.name!=bash and evt.latency>1000'],
    ['sf-nginx+sf-files', 'evt.dir=<'],
    ['falco-2016-empty', ''],
  ])('say of %s what its events say, with the filter %j', async (name, filter) => {
    const path = name.split('+').map((one) => sharedPath('captures', `${one}.scap`));
    const found = await rowTexts(await openColumns({ path, filter, fields: MORE_FIELDS }));
    expect(found).toEqual(await eventTexts(path, filter));
  });

  test.each([[0], [1], [40]])('say the same if no more than %d subjects are kept between batches', async (most) => {
    const path = [sharedPath('captures', 'sf-nginx.scap')];
    const numbers = new Map<number, string>();
    const texts: string[] = [];
    for await (const batch of await openColumnFiles({ path, fields: MORE_FIELDS }, most))
      for (let i = 0; i < batch.count; i++) {
        texts.push(rowText(batch, i));
        const number = batch.subjects[i] as number;
        const subject = String(subjectText(batch, i));
        // a number is never given to another subject
        expect(numbers.get(number) ?? subject).toBe(subject);
        numbers.set(number, subject);
      }
    expect(texts).toEqual(await eventTexts(path, ''));
    expect(numbers.size).toBeGreaterThan(new Set(numbers.values()).size);
  });

  test('can be iterated over once', async () => {
    const columns = await openColumns({ path: sharedPath('captures', 'sf-nginx.scap') });
    for await (const _ of columns) break;
    expect(() => columns[Symbol.asyncIterator]()).toThrow(/only once/);
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

/** Opens, fails, duplicates, uses numbers again, has children, and becomes another program. */
const PROGRAM = `$0 = 'columns-test'; pipe(my $r, my $w);
for my $i (1 .. 300) { open my $f, '<', $i % 3 ? '/etc/passwd' : '/nowhere'; my $x = $i % 3 ? <$f> : 0; close $f if $i % 2 }
open my $d, '>&', $w; syswrite $d, 'x' x 10; sysread $r, my $y, 4; close $w; sysread $r, $y, 40; close $d; sysread $r, $y, 1;
for (1 .. 3) { my $p = fork; if (!$p) { open my $f, '<', '/etc/group'; my $x = <$f>; exit 3 } waitpid $p, 0 }
exec '/bin/sh', '-c', 'read x < /etc/hostname; exit 5'`;

/** Rows of one thread. */
interface ThreadRow {
  readonly tid: number;
  /** What the columns say, apart from number, time and latency, which differ between two captures. */
  readonly text: string;
}

/** The texts by thread: threads run beside one another, so only the order of each is the same in two captures. */
const byThread = (rows: readonly ThreadRow[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...new Set(rows.map(({ tid }) => tid))].map((tid) => [
      tid,
      rows.filter((row) => row.tid === tid).map(({ text }) => text),
    ]),
  );

describeLive('columns of the library', () => {
  const filter = "proc.name=columns-test or proc.cmdline contains 'read x < /etc/hostname'";

  async function ofEvents(events: AsyncIterable<CaptureEvent>): Promise<readonly ThreadRow[]> {
    const rows: ThreadRow[] = [];
    for await (const event of events) {
      const { type, direction, process, fd, latency, result } = event;
      const own = process === null ? null : [process.tid, process.pid, process.name];
      const descriptor = fd === null ? null : [fd.number, fd.name, fd.type];
      const more = MORE_FIELDS.map((name) => event.field(name));
      const text = String([type, direction, own, descriptor, ...more, result ?? Number.NaN, latency === null]);
      rows.push({ tid: process?.tid ?? -1, text });
    }
    return rows;
  }

  async function ofColumns(columns: AsyncIterable<Batch>): Promise<readonly ThreadRow[]> {
    const rows: ThreadRow[] = [];
    for await (const batch of columns)
      for (let i = 0; i < batch.count; i++) {
        const { process } = batch.subject(batch.subjects[i] as number);
        const text = String([...subjectText(batch, i), batch.results[i], batch.latencies[i] === 0]);
        rows.push({ tid: process?.tid ?? -1, text });
      }
    return rows;
  }

  test('say what events say, one by one', async () => {
    await using events = await startCapture({ filter });
    await using columns = await startColumns({ filter, fields: MORE_FIELDS });
    const read = Promise.all([ofEvents(events), ofColumns(columns)]);
    await execa('/usr/bin/perl', ['-e', PROGRAM], { reject: false });
    events.stop();
    columns.stop();
    const [expected, found] = await read;
    expect(byThread(found)).toEqual(byThread(expected));
    expect(Object.keys(byThread(found)).length).toBe(4);
    expect(found.length).toBeGreaterThan(1000);
  });

  test('end when they are stopped, disposed or their signal is aborted', async () => {
    const abort = new AbortController();
    const aborted = await startColumns({ signal: abort.signal, filter: 'evt.type=execve and evt.dir=<' });
    await execa('/usr/bin/perl', ['-e', '1']);
    abort.abort();
    const paths: (string | null)[] = [];
    for await (const { count, subjects, subject } of aborted)
      for (let i = 0; i < count; i++) paths.push(subject(subjects[i] as number).process?.name ?? null);
    expect(paths).toContain('perl');
    await using unread = await startColumns();
    expect(unread.commandStatus).toBeNull();
  });
});
