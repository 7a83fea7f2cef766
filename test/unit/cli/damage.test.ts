import { afterAll, describe, expect, test } from '@jest/globals';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { isExpectedEnd, ModeRunner, RUN_MODES } from '../../helpers/run-modes.js';
import { capture, type EventParts, eventBlock } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';
import { share } from '../../helpers/seed.js';

const START = 1_700_000_000_000_000_000n;
const FD = int(3, 8);
const OPENED = [FD, int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4), int(0, 4), int(7, 8)];
/** One event of each kind that is skipped in its own way. */
const EVENTS: readonly EventParts[] = [
  { type: EVT.OPENAT_2_E, params: [int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4)] },
  { type: EVT.OPENAT_2_X, params: OPENED },
  { type: EVT.READ_E, tid: 2n, params: [FD, int(80, 4)] },
  { type: EVT.READ_X, tid: 2n, params: [int(2, 8), Buffer.from('ab')] },
  { type: EVT.CLOSE_E, flags: 1, params: [FD] },
  { type: EVT.CONTAINER_JSON_2_E, tid: -1n, lengthSize: 4, params: [text('{}')] },
  { type: 9999, params: [FD] },
  { type: EVT.SCHEDSWITCH_6_E, params: [5, 1, 1].map((n) => int(n, 8)).concat([1, 1, 1].map((n) => int(n, 4))) },
  { type: EVT.CLOSE_E, params: [FD] },
  { type: EVT.CLOSE_X, params: [int(0, 8)] },
];
const BLOCKS = EVENTS.map((parts, i) => eventBlock({ ts: START + BigInt(i) * 1000n, ...parts }));
const HEADER = { ...emptyHeader(), threads: [emptyThread(1, 1), emptyThread(2, 2)] };
const BYTES = capture(BLOCKS, HEADER);
const HEADER_SIZE = capture([], HEADER).length;

const FLAGGED = [0x217, 0x222];
const eventAt = (block: Buffer): number => (FLAGGED.includes(block.readUInt32LE()) ? 14 : 10);
/** Members that are checked before an event is read, their offset in a block, and whether they are changed in odd or even events. */
const MEMBERS: readonly (readonly [what: string, placeOf: (block: Buffer) => number, isOdd: number])[] = [
  ['the length of a block', () => 4, 0],
  ['the length of an event', (block) => eventAt(block) + 17, 1],
  ['the type of an event', (block) => eventAt(block) + 20, 0],
  ['the number of parameters', (block) => eventAt(block) + 22, 1],
  ['the length of a parameter', (block) => eventAt(block) + 26, 0],
  ['the trailing length of a block', (block) => block.length - 4, 1],
];
const BITS = 0x44;
/** Bytes from one place where captures are cut to the next. */
const CUT_STEP = 101;

const scratch = makeScratch();
const runner = new ModeRunner(scratch.path('.'));
afterAll(() => scratch.remove());

/** Runs every mode on a capture. Returns the modes with another status, or with other events than those that can be read. */
async function disagreements(bytes: Buffer): Promise<string[]> {
  runner.capture = bytes;
  const { times, status } = await runner.read();
  const found: string[] = [];
  for (const mode of RUN_MODES) {
    const result = await runner.run(mode);
    const name = mode.words.join(' ');
    if (!isExpectedEnd(result, status)) found.push(`${name}: ${result.status}, not ${status}: ${result.stderr}`);
    if (result.outputErrors.length > 0) found.push(`${name}: its output is damaged: ${result.outputErrors}`);
    const unknown = result.times.filter((time) => !times.includes(time));
    if (unknown.length > 0) found.push(`${name}: events that cannot be read: ${unknown}`);
    if (mode.writes === 'all' && result.times.length < times.length)
      found.push(`${name}: ${result.times.length} of ${times.length} events`);
  }
  for (const filter of [undefined, 'evt.type=openat']) {
    const ended = await runner.runLibrary(filter);
    if (!isExpectedEnd(ended, status)) found.push(`library, ${filter}: ${ended.status}, not ${status}`);
  }
  return found;
}

describe('every run mode', () => {
  test('finds no damage in a valid capture', async () => {
    expect(await disagreements(BYTES)).toEqual([]);
    expect((await runner.read()).times).toHaveLength(EVENTS.length);
  });

  test.each(MEMBERS)('agrees with all others on events and status if %s is wrong', async (what, placeOf, isOdd) => {
    // covers all members and all events, and keeps the test short
    const numbers = [...BLOCKS.keys()].filter((number) => number % 2 === isOdd);
    for (const number of share(numbers, MEMBERS.findIndex(([member]) => member === what) >> 1, 2)) {
      const block = BLOCKS[number] as Buffer;
      const at = placeOf(block);
      const blocks = BLOCKS.map((one) => Buffer.from(one));
      const damaged = blocks[number] as Buffer;
      damaged[at] = (damaged[at] as number) ^ BITS;
      expect([number, ...(await disagreements(capture(blocks, HEADER)))]).toEqual([number]);
    }
  });

  test('agrees with all others wherever the capture is cut', async () => {
    for (let size = HEADER_SIZE + 5; size < BYTES.length; size += CUT_STEP) {
      expect([size, ...(await disagreements(BYTES.subarray(0, size)))]).toEqual([size]);
    }
  });
});
