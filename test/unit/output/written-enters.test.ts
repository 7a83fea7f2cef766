import { expect, test } from '@jest/globals';
import { WrittenEnters } from '../../../src/output/written-enters.js';
import { EVT, type EventCode } from '../../../src/schema/events.js';
import { batchOf } from '../../helpers/event-run.js';

type Written = readonly [EventCode, tid: number, params?: number];

/** Offsets are told apart by number: the places in a list at which an enter event is missing. */
function lacking(events: readonly Written[], enters = new WrittenEnters()): number[] {
  const blocks = events.map(([code, tid, params = 1]) =>
    batchOf([{ type: EVT[code], tid: BigInt(tid), params: Array.from({ length: params }, () => Buffer.alloc(8)) }]),
  );
  return blocks.flatMap((batch, i) => (enters.advance(batch.view, 0, batch.end) < batch.end ? [i] : []));
}

test('an exit event lacks its enter event if the last one of its thread is of another call, or ended', () => {
  expect(
    lacking([
      ['CLOSE_E', 7],
      ['FSTAT_E', 8],
      ['CLOSE_X', 7],
      ['FSTAT_X', 8],
      ['FSTAT_X', 8],
      ['CLOSE_E', 7],
      ['FSTAT_X', 7],
      ['CLOSE_X', 7],
      ['CLOSE_X', 9],
    ]),
  ).toEqual([4, 6, 7, 8]);
});

test('what happens within a call leaves its enter event, the end of the thread does not', () => {
  expect(
    lacking([
      ['FSTAT_E', 7],
      ['PAGE_FAULT_E', 7],
      ['SCHEDSWITCH_6_E', 7, 6],
      ['FSTAT_X', 7],
    ]),
  ).toEqual([]);
  expect(
    lacking([
      ['FSTAT_E', 7],
      ['PROCEXIT_1_E', 7, 5],
      ['FSTAT_X', 7],
    ]),
  ).toEqual([2]);
});

test('exit events that say everything themselves need none, nor does the first event of a thread', () => {
  expect(
    lacking([
      ['READ_X', 7, 4],
      ['CLOSE_X', 7, 2],
      ['CLONE_20_X', 7, 21],
    ]),
  ).toEqual([]);
  expect(
    lacking([
      ['READ_X', 7, 2],
      ['CLOSE_X', 7, 1],
      ['BRK_1_X', 7, 9],
    ]),
  ).toEqual([0, 1, 2]);
});

test('an execve of a thread that ends as the main thread lacks it', () => {
  expect(
    lacking([
      ['FUTEX_E', 7, 3],
      ['EXECVE_19_E', 8],
      ['EXECVE_19_X', 7, 30],
    ]),
  ).toEqual([2]);
});

test('tids that Linux does not have count, too', () => {
  const huge = 2 ** 40;
  expect(
    lacking([
      ['CLOSE_E', -1],
      ['CLOSE_E', huge],
      ['CLOSE_X', -1],
      ['CLOSE_X', huge],
      ['CLOSE_X', huge],
    ]),
  ).toEqual([4]);
});

test('another section starts over', () => {
  const enters = new WrittenEnters();
  expect(
    lacking(
      [
        ['CLOSE_E', 7],
        ['CLOSE_E', 2 ** 40],
      ],
      enters,
    ),
  ).toEqual([]);
  enters.clear();
  expect(
    lacking(
      [
        ['CLOSE_X', 7],
        ['CLOSE_X', 2 ** 40],
      ],
      enters,
    ),
  ).toEqual([0, 1]);
});
