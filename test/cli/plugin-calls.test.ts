/** Fields of libraries of plugins in system calls: of captures, live, and in the inspector. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { fromByteString } from '../../src/bytes/text.js';
import { EVENT } from '../../src/schema/event-layout.js';
import { STORED_EVENTS } from '../../src/schema/events.js';
import type { RowsAnswer } from '../../src/web/protocol.js';
import { AS_ROOT, startInspector } from '../helpers/inspector.js';
import { describeLiveBesideOthers } from '../helpers/live-tests.js';
import { buildPlugin } from '../helpers/plugin-library.js';
import { readCapture } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
const { path } = scratch;
afterAll(scratch.remove);

/** A library with fields, but no events. */
const FIELDS_ONLY = ['NAME="calls"', 'PREFIX="c"', 'NO_SOURCE', 'LACKS_OPEN', 'MANY=",\\"isList\\":true"'];
const OF_CALLS = [...FIELDS_ONLY, 'SOURCES="[\\"syscall\\"]"', 'CALLS'];
const library = path('libcalls.so');
const option = [...AS_ROOT, '-H', library];
const VALUES = '*%evt.num %c.kind %c.thread %c.sum %c.source';

beforeAll(() => buildPlugin(library, ...OF_CALLS, 'NO_PARSING'));

/** Whether a block has a word of flags before its event (0x217 is EVF V2, 0x222 EVF V2 LARGE). */
const isFlagged = (block: Buffer): boolean => [0x217, 0x222].includes(block.readUInt32LE(0));

/** The values of an event, computed from its bytes. */
function expected(block: Buffer): string {
  const event = block.subarray(isFlagged(block) ? 14 : 10);
  const size = event.readUInt32LE(EVENT.LENGTH);
  const sum = event.subarray(0, size).reduce((all, byte) => all + byte, 0);
  const tid = event.readBigUInt64LE(EVENT.TID);
  return `${event.readUInt16LE(EVENT.TYPE)} ${tid} ${sum} syscall`;
}

const lines = (text: string): string[] => (text === '' ? [] : text.split('\n'));

describeWithShared('of a capture', () => {
  const capture = sharedPath('captures', 'sf-nginx.scap');

  test('they have the values of the bytes of the events, also where these are old ones that are completed', async () => {
    const { events } = await readCapture(capture);
    const { stdout, exitCode } = await sysshark([...option, '-r', capture, '-p', VALUES]);
    expect(exitCode).toBe(0);
    const shown = lines(stdout);
    expect(shown.length).toBeGreaterThan(700);
    for (const line of shown) {
      const num = Number(line.slice(0, line.indexOf(' ')));
      expect(line).toBe(`${num} ${expected(events[num - 1] as Buffer)}`);
    }
    expect(events.filter((block) => STORED_EVENTS[block.readUInt16LE(10 + EVENT.TYPE)] === undefined)).toEqual([]);
  });

  test('a filter by them finds what a line of them shows, and is one of several conditions', async () => {
    const all = lines((await sysshark([...option, '-r', capture, '-p', `${VALUES} %evt.type`])).stdout);
    for (const [filter, passes] of [
      ['c.sum > 20000', ([, , , sum]: string[]) => Number(sum) > 20_000],
      ['evt.type=open and c.sum > 3000', ([, , , sum, , type]: string[]) => type === 'open' && Number(sum) > 3000],
      ['evt.type=read and not c.source=syscall', () => false],
    ] as const) {
      const found = lines((await sysshark([...option, '-r', capture, '-p', `${VALUES} %evt.type`, filter])).stdout);
      expect(found).toEqual(all.filter((line) => passes(line.split(' '))));
    }
  });

  test('a plugin that parses gets all events, whatever passes the filter', async () => {
    buildPlugin(path('libparse.so'), ...OF_CALLS);
    const args = [...AS_ROOT, '-H', path('libparse.so'), '-r', capture];
    const { stdout } = await sysshark([...args, '-p', '%evt.num %c.parsed', 'evt.type=close']);
    expect(lines(stdout).length).toBeGreaterThan(10);
    for (const line of lines(stdout)) expect(line).toMatch(/^(\d+) \1$/);
    // the last one that is shown
    const [last] = lines((await sysshark(['-r', capture, '-p', '%evt.num'])).stdout).slice(-1);
    expect((await sysshark([...args, '-p', '%c.parsed', `evt.num=${last}`])).stdout).toBe(last);
  });

  test('a plugin that takes the events of logs only has none', async () => {
    buildPlugin(path('liblogs.so'), ...FIELDS_ONLY, 'SOURCES="[\\"test\\"]"', 'CALLS');
    const { stdout } = await sysshark([
      ...AS_ROOT,
      '-H',
      path('liblogs.so'),
      '-r',
      capture,
      '-n',
      '1',
      '-p',
      '*%c.kind',
    ]);
    expect(stdout).toBe('<NA>');
  });

  test('in the inspector, wherever it looks', async () => {
    const inspector = await startInspector(['-H', library, capture]);
    try {
      const { id, count } = await inspector.view('c.sum > 20000');
      const [, ...asked] = VALUES.slice(1)
        .split(' ')
        .map((field) => field.slice(1));
      const fields = ['evt.num', ...asked].join(',');
      const rows = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1000&fields=${fields}`);
      const shown = rows.events.map(({ cells }) => cells.map((cell) => fromByteString(cell ?? '')).join(' '));
      expect(shown).toEqual(lines((await sysshark([...option, '-r', capture, '-p', VALUES, 'c.sum > 20000'])).stdout));
      expect(count).toBe(shown.length);
    } finally {
      await inspector.end();
    }
  });

  test('a plugin that does not answer is ended by Ctrl-C; the event is named', async () => {
    buildPlugin(path('libstuck.so'), ...OF_CALLS, 'NO_PARSING', 'STUCK');
    const words = ['-H', path('libstuck.so'), '-r', capture, '-p', '%evt.num', 'evt.type=close and c.stuck=1'];
    const child = execa(PROGRAM, [...AS_ROOT, ...words], { reject: false });
    let said = '';
    child.stderr?.on('data', (text: Buffer) => {
      said += text.toString();
      if (!said.includes(': stuck')) return;
      said = '';
      child.kill('SIGINT');
    });
    const { stdout, stderr, exitCode } = await child;
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(
      /libstuck\.so: the plugin did not answer, and was ended at close of thread \d+, byte \d+ of /,
    );
  }, 30_000);

  describe('when the plugin ends', () => {
    const END =
      /^sysshark: \S+libcalls\.so: the plugin crashed \(SIGSEGV\) at (\w+) of thread \d+, byte \d+ of \S+sf-nginx\.scap; from there on, events are missing$/m;

    test.each([[1], [21_401], [25_000]])('at event %d, those before it are shown', async (number) => {
      const whole = await sysshark([...option, '-r', capture, '-p', VALUES]);
      const cut = await sysshark([...option, '-r', capture, '-p', `${VALUES} %c.bombat[${number}]`]);
      expect(cut.exitCode).toBe(2);
      expect(cut.stderr).toMatch(END);
      const before = lines(whole.stdout).filter((line) => Number.parseInt(line, 10) < number);
      expect(lines(cut.stdout)).toEqual(before.map((line) => `${line} ${Number.parseInt(line, 10)}`));
    });

    test('what was written is a capture with the events before it', async () => {
      const kept = path('kept.scap');
      const shown = '%evt.rawtime %evt.type';
      expect((await sysshark([...option, '-r', capture, '-w', kept, 'c.bombat[25000] > 0'])).exitCode).toBe(2);
      const whole = await sysshark(['-r', capture, '-p', shown, 'evt.num < 25000']);
      expect((await sysshark(['-r', kept, '-p', shown])).stdout).toBe(whole.stdout);
    });
  });
});

test('a plugin that needs newer events is refused', async () => {
  for (const [version, isRefused] of [
    ['4.0.0', true],
    ['3.6.0', true],
    ['3.5.9', false],
    ['3.0.0', false],
  ] as const) {
    buildPlugin(path('libschema.so'), ...OF_CALLS, `SCHEMA="${version}"`);
    const { stderr } = await sysshark([...AS_ROOT, '-H', path('libschema.so'), '-r', '/dev/null']);
    expect([version, /needs version .* of the events of system calls; here is 3\.5/.test(stderr)]).toEqual([
      version,
      isRefused,
    ]);
  }
});

describeLiveBesideOthers('in system calls', () => {
  const COMMAND = ['--', 'ls', '/dev/null'];

  test('they are those of the same events in the capture', async () => {
    const capture = path('live.scap');
    for (const keys of ['c.kind,evt.type', 'evt.type,c.sum', 'c.source,c.thread']) {
      const filter = 'evt.type in (openat, execve, mmap)';
      const live = await sysshark([...option, '-w', capture, '-c', 'count_by', keys, filter, '--', 'true']);
      expect(live.exitCode).toBe(0);
      const again = await sysshark([...option, '-r', capture, '-c', 'count_by', keys, filter]);
      expect(live.stdout).toBe(again.stdout);
      expect(lines(live.stdout).length).toBeGreaterThan(2);
    }
  });

  test('a filter by them', async () => {
    const { stdout, exitCode } = await sysshark([
      ...[...option, '-p', '%evt.type %c.kind %c.source', 'c.kind=307 and proc.name=ls', ...COMMAND],
    ]);
    expect(exitCode).toBe(0);
    const [first, ...others] = lines(stdout).filter((line) => line !== '/dev/null');
    expect(first).toBe('openat 307 syscall');
    expect(others.every((line) => line === first)).toBe(true);
  });

  test('the process of the plugin is not recorded', async () => {
    const filter = 'proc.name in (plugin-host, sleep)';
    const child = execa(PROGRAM, [...option, '-p', '%proc.ppid %proc.name %c.kind', '-n', '50', filter], {
      reject: false,
    });
    const marks = setInterval(() => void execa('sleep', ['0'], { reject: false }), 50);
    const { stdout } = await child;
    clearInterval(marks);
    expect(lines(stdout)).toHaveLength(50);
    // others may run on this machine
    expect(lines(stdout).filter((line) => line.startsWith(`${child.pid} `))).toEqual([]);
  }, 60_000);

  test('in the inspector, while they happen', async () => {
    const inspector = await startInspector(['-H', library, 'proc.name=ls', ...COMMAND]);
    try {
      for (;;)
        if ((await inspector.get<{ progress: { isComplete: boolean } }>('/api/capture')).progress.isComplete) break;
      const { id, count } = await inspector.view('c.kind=307');
      expect(count).toBeGreaterThan(0);
      const fields = 'evt.type,c.kind,c.source';
      const { events } = await inspector.get<RowsAnswer>(`/api/views/${id}/rows?from=0&count=1&fields=${fields}`);
      expect(events[0]?.cells).toEqual(['openat', '307', 'syscall']);
    } finally {
      await inspector.end();
    }
  }, 60_000);
});
