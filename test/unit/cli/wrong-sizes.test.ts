import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openCapture } from '../../../src/api/index.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { ModeRunner } from '../../helpers/run-modes.js';
import { capture, type EventParts, eventBlock } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';

const START = 1_700_000_000_000_000_000n;
const FD = int(3, 8);
const WRONG = Buffer.from([1, 2, 3]);
const HEADER = { ...emptyHeader(), threads: [emptyThread(1, 1)] };
/** Its parameter 'offset', which does not affect state, has three bytes, not eight. */
const SEEK: EventParts = { type: EVT.LSEEK_E, params: [FD, WRONG, int(0, 1)] };
const SEEK_WARNING =
  "an event has a parameter of a wrong size, shown as missing: 'offset' of lseek at 2023-11-14T22:13:20.000001000Z";
/** Its parameter 'flags', which becomes part of the descriptor, has three bytes, not four. */
const OPEN: EventParts = {
  type: EVT.OPENAT_2_X,
  params: [FD, int(-100, 8), text('/etc/hosts'), WRONG, int(0, 4), int(0, 4), int(7, 8)],
};
const CLOSE: EventParts = { type: EVT.CLOSE_E, params: [FD] };
const SOUND_OPEN: EventParts = { ...OPEN, params: OPEN.params?.with(3, int(1, 4)) ?? [] };

const scratch = makeScratch();
const runner = new ModeRunner(scratch.path('.'));
afterAll(() => scratch.remove());

const bytesOf = (...events: readonly EventParts[]): Buffer =>
  capture(
    events.map((parts, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...parts })),
    HEADER,
  );

/** Runs a command line on a capture of some events: exit status, standard error and standard output. */
async function run(events: readonly EventParts[], line: string, ...words: readonly string[]) {
  runner.capture = bytesOf(...events);
  const result = await runner.run({ words: ['-r', 'IN', ...line.split(' '), ...words], writes: 'nothing' });
  return { ...result, text: readFileSync(scratch.path('text'), 'latin1') };
}

const NAMES = '%evt.type %evt.arg.offset';

describe('a parameter with a wrong size', () => {
  test.each([
    ['-p', '%evt.type %evt.args'],
    ['-p', NAMES],
    ['-p', '*%evt.type %evt.rawarg.offset', 'evt.type!=close'],
    ['-p', '%evt.type', 'evt.type=lseek and not evt.rawarg.offset > 5'],
    ['-p', '%evt.type', 'not evt.arg.offset contains 5'],
    ['-j', 'evt.type=lseek'],
    ['-T', 'ndjson'],
    ['-T', 'fields', '-e', 'evt.type', '-e', 'evt.info'],
  ])('is reported with status 2 if it is decoded, and its event is printed: %s %s %s', async (option, ...words) => {
    const { status, stderr, text } = await run([CLOSE, SEEK, CLOSE], option, ...words);
    expect([status, stderr]).toEqual([2, [`${scratch.path('in.scap')}: ${SEEK_WARNING}`]]);
    expect(text).toContain('lseek');
  });

  test('is reported by a filter that rejects the event because of it', async () => {
    const { status, text } = await run([CLOSE, SEEK], '-p', NAMES, 'evt.rawarg.offset >= 0');
    expect([status, text]).toEqual([2, '']);
  });

  test.each([['-q'], ['-w OUT'], ['-w OUT evt.type=lseek'], ['-p %evt.type,%proc.name'], ['-c subsecoffset']])(
    'is not reported if it is not decoded: %s',
    async (line) => {
      const { status, stderr } = await run([CLOSE, SEEK], line);
      expect([status, stderr]).toEqual([0, []]);
    },
  );

  test.each([['-q'], ['-p %evt.type'], ['-w OUT evt.type=openat'], ['-c lsof'], ['-C 1 -w OUT'], ['--ring 1M -w OUT']])(
    'is reported if the state of descriptors depends on it: %s',
    async (line) => {
      const { status, stderr } = await run([OPEN, CLOSE], line);
      expect([status, stderr.at(-1)]).toEqual([2, expect.stringContaining("'flags' of openat")]);
    },
  );

  test.each([['fd.num=3'], ['fd.num=5'], ['fd.name contains hosts']])(
    'is reported if a filter needs it to find the descriptor of a call: %s',
    async (filter) => {
      const reads = [
        { type: EVT.READ_E, params: [FD, int(80, 4)] },
        { type: EVT.READ_X, params: [int(2, 8), Buffer.from('ab')] },
      ];
      const events = [SOUND_OPEN, ...reads, ...reads, { type: EVT.READ_E, params: [WRONG, int(80, 4)] }, ...reads];
      const { status } = await run(events, '-p', '%evt.num', filter);
      expect(status).toBe(2);
    },
  );

  test('counts once per event', async () => {
    const events = Array.from({ length: 5 }, () => [SEEK, CLOSE, OPEN]).flat();
    const { stderr } = await run(events, '-p', '%evt.args %evt.args %evt.arg.offset %evt.rawarg.offset');
    expect(stderr).toEqual([
      expect.stringContaining('10 events have a parameter of a wrong size, shown as missing: the first'),
    ]);
  });

  test.each<[string, EventParts]>([
    ['IPv4 tuple', { type: EVT.CONNECT_X, params: [int(0, 8), Buffer.from([2, 127, 0, 0, 1, 1, 0, 127]), FD] }],
    ['unix tuple', { type: EVT.CONNECT_X, params: [int(0, 8), Buffer.from([1, 0, 0, 0, 0]), FD] }],
    ['IPv6 address', { type: EVT.BIND_X, params: [int(0, 8), Buffer.from([10, 0, 0, 0]), FD] }],
    [
      'tagged value',
      {
        type: EVT.SETSOCKOPT_X,
        params: [int(0, 8), FD, int(1, 1), int(1, 1), Buffer.from([2, 0, 0]), int(4, 4)],
      },
    ],
  ])('may also be a %s', async (_, parts) => {
    for (const line of ['-p %evt.args', '-T ndjson', '-j'])
      expect([line, (await run([CLOSE, parts], line)).status]).toEqual([line, 2]);
  });

  test('is not reported if it is empty', async () => {
    const empty = Buffer.alloc(0);
    const events = [
      SOUND_OPEN,
      { ...SEEK, params: [FD, empty, empty] },
      { ...OPEN, params: OPEN.params?.map(() => empty) ?? [] },
    ];
    for (const line of ['-p %evt.args', '-T ndjson', '-j'])
      expect([line, (await run(events, line)).status]).toEqual([line, 0]);
  });

  test('is reported in one line with other damage', async () => {
    const blocks = bytesOf(CLOSE, SEEK, CLOSE);
    runner.capture = blocks.subarray(0, blocks.length - 10);
    const { status, stderr } = await runner.run({ words: ['-r', 'IN', '-p', '%evt.args'], writes: 'nothing' });
    expect([status, stderr]).toEqual([2, [expect.stringMatching(/cut.*; .*a parameter of a wrong size/)]]);
  });

  test('ends the iteration of the library with an error if it is read', async () => {
    runner.capture = bytesOf(CLOSE, SEEK);
    const path = scratch.path('in.scap');
    const types: string[] = [];
    for await (const event of await openCapture({ path })) types.push(event.type);
    expect(types).toEqual(['close', 'lseek']);
    const read = async () => {
      for await (const event of await openCapture({ path })) void event.args;
    };
    await expect(read()).rejects.toMatchObject({ code: 'DAMAGED', message: expect.stringContaining('wrong size') });
  });
});
