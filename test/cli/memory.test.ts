import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BLOCK } from '../../src/scap/block.js';
import { emptyHeader, type ThreadRecord } from '../../src/scap/header.js';
import { encodeHeader } from '../../src/scap/metadata.js';
import { emptyThread, encodeThreads } from '../../src/scap/proclist.js';
import { EVT } from '../../src/schema/events.js';
import { int } from '../helpers/event-samples.js';
import { peakMemory } from '../helpers/peak-memory.js';
import { capture, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

/** MB that no capture may need; tables of living threads and descriptors come on top. */
const LIMIT = 200;
/** How often the events of one capture are repeated: about 100 MB. */
const TIMES = 100;
const MERGED = 60;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Offset of the first block that is a plain event. */
function firstEvent(bytes: Buffer): number {
  let at = 0;
  while (bytes.readUInt32LE(at) !== BLOCK.EVENT_V2) at += bytes.readUInt32LE(at + 4);
  return at;
}

describeWithShared('the memory of a run', () => {
  beforeAll(() => {
    const one = readFileSync(sharedPath('captures', 'sf-setns.scap'));
    const events = one.subarray(firstEvent(one));
    const large = Buffer.concat([one, ...Array.from({ length: TIMES }, () => events)]);
    writeFileSync(scratch.path('large.scap'), large);
    writeFileSync(scratch.path('large.scap.gz'), gzipSync(large, { level: 1 }));
  });

  test.each([
    ['searched', '$S -r large.scap evt.type=mkdirat'],
    ['printed', '$S -r large.scap >/dev/null'],
    ['printed as JSON', '$S -r large.scap -j >/dev/null'],
    ['copied', '$S -r large.scap -w copy.scap evt.type=openat'],
    ['split into files', '$S -r large.scap -w split.scap -C 1 -W 3 -z'],
    ['kept by the flight recorder', '$S -r large.scap -w dump.scap --ring 32M --dump-on evt.num=300000 2>/dev/null'],
    ['compressed', '$S -r large.scap.gz -j >/dev/null'],
    ['from a pipe', 'cat large.scap | $S -r - >/dev/null'],
  ])('does not grow with a capture that is %s', async (_, line) => {
    expect(await peakMemory(`cd ${scratch.path('')}; ${line}`)).toBeLessThan(LIMIT);
  });

  test('does not grow by much with each capture that is merged', async () => {
    const inputs = `-r ${sharedPath('captures', 'sf-nginx.scap')} `.repeat(MERGED);
    expect(await peakMemory(`$S ${inputs} evt.type=mkdirat`)).toBeLessThan(LIMIT);
  });
});

describe('the memory of a run', () => {
  test('has room for a process list of the largest size', async () => {
    const text = 'x'.repeat(4000);
    const threads = Array.from({ length: 7800 }, (_, index): ThreadRecord => {
      const tid = index + 1;
      return { ...emptyThread(tid, tid), args: `${tid}${text}\0`, env: `A=${tid}${text}\0` };
    });
    const event = eventBlock({ type: EVT.GETUID_E, tid: 1n });
    writeFileSync(
      scratch.path('list.scap'),
      Buffer.concat([...encodeHeader(emptyHeader()), encodeThreads(threads), event]),
    );
    expect(await peakMemory(`cd ${scratch.path('')}; $S -r list.scap -w copy.scap`)).toBeLessThan(LIMIT);
    expect(await peakMemory(`cd ${scratch.path('')}; $S -r copy.scap`)).toBeLessThan(LIMIT);
  });

  test('does not grow with content that was compressed to a thousandth', async () => {
    const event = eventBlock({ type: EVT.WRITE_X, tid: 1n, params: [int(1, 8), Buffer.alloc(60_000, 'x')] });
    const part = gzipSync(Buffer.concat(Array.from({ length: 500 }, () => event)));
    const parts = Array.from({ length: 10 }, () => part);
    writeFileSync(scratch.path('dense.scap.gz'), Buffer.concat([gzipSync(capture([])), ...parts]));
    expect(await peakMemory(`$S -r ${scratch.path('dense.scap.gz')} -v -A 2>/dev/null | sha256sum`)).toBeLessThan(
      LIMIT,
    );
  });

  test('has room for events of the largest size', async () => {
    const params = [int(1, 4), Buffer.alloc(60 << 20, 'x')];
    const event = eventBlock({ type: EVT.PLUGINEVENT_E, tid: 1n, lengthSize: 4, params });
    writeFileSync(scratch.path('events.scap'), capture([event, event]));
    expect(await peakMemory(`$S -r ${scratch.path('events.scap')} -n 10`)).toBeLessThan(LIMIT);
  });
});
