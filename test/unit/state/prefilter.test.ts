import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { checkBatch } from '../../../src/scap/event-check.js';
import { EVT } from '../../../src/schema/events.js';
import { WINDOW_SIZE } from '../../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../../src/source/prefilter-module.js';
import { Prefilter } from '../../../src/state/prefilter.js';
import { damage, randomBlock } from '../../fuzz/seeds.js';
import { Dice, int, text } from '../../helpers/event-samples.js';
import { eventBlock } from '../../helpers/scap.js';

const PREFILTER = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);
const BLOCKS = [
  eventBlock({ type: EVT.OPEN_X, params: [int(3, 8), text('/etc/hosts'), int(1, 4), int(0, 4), int(7, 4), int(8, 8)] }),
  eventBlock({ type: EVT.CLOSE_E, flags: 1, params: [int(3, 8)] }),
  eventBlock({ type: EVT.CONTAINER_JSON_2_E, lengthSize: 4, params: [text('{}')] }),
  eventBlock({ type: EVT.CONTAINER_JSON_2_E, lengthSize: 4, flags: 1, params: [text('{}')] }),
  eventBlock({ type: 9999, params: [int(3, 8)] }),
  eventBlock({ type: 9999, lengthSize: 4, params: [int(3, 8)] }),
  eventBlock({ type: EVT.EXECVE_19_X, params: Array.from({ length: 28 }, () => int(1, 2)) }),
  eventBlock({ type: EVT.CLOSE_X, params: [int(0, 8)] }),
];

/** End of a batch of bytes at `start` of memory after a check, with the blocks counted. */
function found(check: (batch: Batch) => void, memory: Buffer, start: number, end: number): number[] {
  const batch = new Batch(memory);
  batch.start = start;
  batch.end = end;
  check(batch);
  return [batch.end, batch.count, ...(batch.count > 0 ? [batch.last] : [])];
}

/** Runs both checks on bytes at `start`, in memory full of bytes that could be taken for lengths. */
function expectSame(bytes: Buffer, start = 0): void {
  PREFILTER.slab.fill(0xff, 0, start + bytes.length + 64);
  bytes.copy(PREFILTER.slab, start);
  const end = start + bytes.length;
  const copy = Buffer.from(PREFILTER.slab.subarray(0, end));
  const expected = found(checkBatch, copy, start, end);
  expect(found((batch) => PREFILTER.check(batch), PREFILTER.slab, start, end)).toEqual(expected);
}

describe('the prefilter ends a batch where checkBatch does', () => {
  const whole = Buffer.concat(BLOCKS);

  test('if all blocks are valid, from any start', () => {
    expectSame(whole);
    expectSame(whole, 4096);
    expect(found((batch) => PREFILTER.check(batch), PREFILTER.slab, 4096, 4096 + whole.length)[1]).toBe(BLOCKS.length);
  });

  test('after any byte is changed, and after any cut', () => {
    for (let at = 0; at < whole.length; at++) {
      expectSame(whole.subarray(0, at));
      for (const bits of [0x01, 0x11, 0x80, 0xff]) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] as number) ^ bits;
        expectSame(changed);
      }
    }
  });

  test('after any damage to random events', () => {
    const dice = new Dice(1);
    for (let i = 0; i < 3000; i++) {
      const blocks = Array.from({ length: 1 + dice.next(4) }, (_, number) => randomBlock(dice, number));
      expectSame(damage(Buffer.concat(blocks), dice));
    }
  });

  test('even if the batch is in other memory', () => {
    const memory = Buffer.from(whole);
    expect(found((batch) => PREFILTER.check(batch), memory, 0, memory.length)).toEqual([
      memory.length,
      BLOCKS.length,
      memory.length - (BLOCKS.at(-1) as Buffer).length,
    ]);
  });

  test('if lengths add up to more than 32 bits', () => {
    const count = 500_000;
    const block = Buffer.alloc(10 + 26 + 2 * count + 2 + 4, 0xff);
    const length = block.length & ~3;
    block.writeUInt32LE(0x221, 0);
    block.writeUInt32LE(length, 4);
    block.writeUInt32LE(26 + 2 * count, 26);
    block.writeUInt16LE(EVT.OPEN_X, 30);
    block.writeUInt32LE(count, 32);
    block.writeUInt32LE(length, length - 4);
    expectSame(block.subarray(0, length));
    expect(found((batch) => PREFILTER.check(batch), PREFILTER.slab, 0, length)).toEqual([0, 0]);
  });
});
