import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkBatch } from '../../../src/scap/event-check.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { openCaptureFile } from '../../../src/source/capture-file.js';
import type { ContentMemory } from '../../../src/source/content-memory.js';
import { MergedSource } from '../../../src/source/merged-source.js';
import type { EventSource } from '../../../src/source/source.js';
import { INITIAL_EVENTS } from '../../../src/state/binding.js';
import { int, text } from '../../helpers/event-samples.js';
import { capture, eventBlock, oldEventBlock } from '../../helpers/scap.js';
import { makeScratch } from '../../helpers/scratch.js';
import { share } from '../../helpers/seed.js';

/** The window in which the reader looks for the next block after damage: nothing is held elsewhere. */
const SLAB_SIZE = 288 << 10;
const SLAB = Buffer.alloc(SLAB_SIZE);
const OTHER_SLAB = Buffer.alloc(SLAB_SIZE);
const OPEN = [int(3, 8), text('/etc/hosts'), int(1, 4), int(0, 4), int(7, 4), int(8, 8)];
const EVENTS = [
  eventBlock({ type: EVT.OPEN_X, params: OPEN }),
  eventBlock({ type: EVT.OPEN_X, params: OPEN, flags: 1 }),
  oldEventBlock({ type: EVT.CLOSE_X, params: [int(0, 8)] }),
  oldEventBlock({ type: EVT.CLOSE_X, params: [int(0, 8)] }),
  eventBlock({ type: EVT.CLOSE_X, params: [int(0, 8)] }),
];
const BYTES = capture(EVENTS, { ...emptyHeader(), threads: [emptyThread(1, 1)] });
const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Everything a source gives, and the error that it ends with. */
async function contentOf(opened: EventSource | Promise<EventSource>): Promise<unknown[]> {
  const found: unknown[] = [];
  try {
    const source = await opened;
    for await (const item of source.items()) {
      if (item.kind === 'header') found.push(item.header);
      else found.push(item.batch.bytes.toString('hex', item.batch.start, item.batch.end));
    }
  } catch (error) {
    found.push(String(error));
  }
  return found;
}

const fromStream = (bytes: Buffer, memory: ContentMemory): EventSource =>
  openCaptureFile('-', { input: Readable.from([bytes], { objectMode: false }), memory });

function fromFile(bytes: Buffer, memory: ContentMemory): EventSource {
  const path = scratch.path('cut.scap');
  writeFileSync(path, bytes);
  return openCaptureFile(path, { memory });
}

async function merged(bytes: Buffer, memory: ContentMemory): Promise<EventSource> {
  const sources = [fromStream(bytes, memory), fromStream(BYTES, { slab: OTHER_SLAB, check: checkBatch })];
  const source = new MergedSource(sources, { initialEvents: INITIAL_EVENTS });
  await source.open();
  return source;
}

/** Memory may have been zero before, or, as the worst case, have held the rest of a cut capture. */
const NOTHING = Buffer.alloc(BYTES.length);

/** Memory that holds `leftover` from an earlier use. */
function usedMemory(leftover: Buffer): ContentMemory {
  leftover.copy(SLAB);
  return { slab: SLAB, check: checkBatch };
}

const SIZES = Array.from({ length: BYTES.length + 1 }, (_, size) => size);

describe.each([
  ['a stream', 0, fromStream, (bytes: Buffer) => bytes],
  ['a compressed stream', 1, fromStream, gzipSync],
  ['a file', 0, fromFile, (bytes: Buffer) => bytes],
  ['a merged stream', 1, merged, (bytes: Buffer) => bytes],
])('%s, wherever it is cut,', (_, turn, open, encode) => {
  test('gives nothing from memory that was not filled', async () => {
    for (const size of share(SIZES, turn, 2)) {
      const cut = encode(BYTES.subarray(0, size));
      const expected = await contentOf(open(cut, usedMemory(NOTHING)));
      expect([size, ...(await contentOf(open(cut, usedMemory(BYTES))))]).toEqual([size, ...expected]);
    }
  });
});

describe('a file that is shorter than the magic number of a capture', () => {
  test.each([
    ['', 'it is empty'],
    ['0a', 'it starts with 0a, not with 0a0d0d0a'],
    ['0a0d', 'it starts with 0a0d, not with 0a0d0d0a'],
    ['0a0d0d', 'it starts with 0a0d0d, not with 0a0d0d0a'],
  ])('"%s" is not a capture, whatever the memory held', async (hex, why) => {
    expect(await contentOf(fromStream(Buffer.from(hex, 'hex'), usedMemory(BYTES)))).toEqual([
      expect.stringContaining(`standard input: not a capture (.scap, raw or gzip): ${why}`),
    ]);
  });
});
