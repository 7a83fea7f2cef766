import { afterAll, describe, expect, test } from '@jest/globals';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { int, text } from '../../helpers/event-samples.js';
import { FACES, FaceRoom, mayEndSo } from '../../helpers/faces.js';
import { capture, type EventParts, eventBlock } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';

const START = 1_700_000_000_000_000_000n;
const FD = int(3, 8);
const OPENED = [FD, int(-100, 8), text('/etc/hosts'), int(1, 4), int(0, 4), int(0, 4), int(7, 8)];
/** Events of all kinds that are gone past in a way of their own. */
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
/** What is compared before an event is read, where it is in a block, and whether it is changed in every second event or in the others. */
const MEMBERS: readonly (readonly [what: string, placeOf: (block: Buffer) => number, isOdd: number])[] = [
  ['the length of a block', () => 4, 0],
  ['the length of an event', (block) => eventAt(block) + 17, 1],
  ['the type of an event', (block) => eventAt(block) + 20, 0],
  ['the number of parameters', (block) => eventAt(block) + 22, 1],
  ['the length of a parameter', (block) => eventAt(block) + 26, 0],
  ['the second length of a block', (block) => block.length - 4, 1],
];
const BITS = 0x44;

const scratch = makeScratch();
const room = new FaceRoom(scratch.path('.'));
afterAll(() => scratch.remove());

/** How a capture is gone through by each face: those whose status is another, or whose events are not those that can be read. */
async function disagreements(bytes: Buffer): Promise<string[]> {
  room.capture = bytes;
  const { times, status } = await room.read();
  const found: string[] = [];
  for (const face of FACES) {
    const passage = await room.pass(face);
    const name = face.words.join(' ');
    if (!mayEndSo(passage, status)) found.push(`${name}: ${passage.status}, not ${status}: ${passage.said}`);
    if (passage.complaints.length > 0) found.push(`${name}: what was left is damaged: ${passage.complaints}`);
    const strange = passage.times.filter((time) => !times.includes(time));
    if (strange.length > 0) found.push(`${name}: events that cannot be read: ${strange}`);
    if (face.leaves === 'all' && passage.times.length < times.length)
      found.push(`${name}: ${passage.times.length} of ${times.length} events`);
  }
  for (const filter of [undefined, 'evt.type=openat']) {
    const ended = await room.passLibrary(filter);
    if (!mayEndSo(ended, status)) found.push(`library, ${filter}: ${ended.status}, not ${status}`);
  }
  return found;
}

describe('every way to go through a capture', () => {
  test('finds nothing wrong with one that is sound', async () => {
    expect(await disagreements(BYTES)).toEqual([]);
    expect((await room.read()).times).toHaveLength(EVENTS.length);
  });

  test.each(MEMBERS)(
    'agrees with all others on its events and on the status where %s is wrong',
    async (_, placeOf, isOdd) => {
      for (const [number, block] of BLOCKS.entries()) {
        // so that all members and all events take part, and the test stays short
        if (number % 2 !== isOdd) continue;
        const at = placeOf(block);
        const blocks = BLOCKS.map((one) => Buffer.from(one));
        const damaged = blocks[number] as Buffer;
        damaged[at] = (damaged[at] as number) ^ BITS;
        expect([number, ...(await disagreements(capture(blocks, HEADER)))]).toEqual([number]);
      }
    },
  );

  test('agrees with all others wherever the capture is cut', async () => {
    for (let size = HEADER_SIZE + 5; size < BYTES.length; size += 61) {
      expect([size, ...(await disagreements(BYTES.subarray(0, size)))]).toEqual([size]);
    }
  });
});
