import { describe, expect, test } from '@jest/globals';
import { MAX_GENERATIONS } from '../../../src/state/ancestry.js';
import { Thread } from '../../../src/state/thread.js';
import { ThreadTable } from '../../../src/state/thread-table.js';

function threadOf(tid: number, pid: number, ptid: number): Thread {
  const thread = new Thread(tid);
  Object.assign(thread, { pid, ptid, vtid: tid, vpid: pid });
  return thread;
}

function tableOf(...rows: readonly [tid: number, pid: number, ptid: number][]): ThreadTable {
  const table = new ThreadTable();
  for (const [tid, pid, ptid] of rows) table.add(threadOf(tid, pid, ptid));
  return table;
}

describe('the thread table', () => {
  test('keeps a main thread, dead, until the last of its group is gone', () => {
    const table = tableOf([10, 10, 0], [11, 10, 0]);
    table.remove(10);
    expect([table.find(10)?.isDead, table.find(11)?.main?.tid]).toEqual([true, 10]);
    table.remove(11);
    expect([table.threads.size, table.findGroup(10)]).toEqual([0, null]);
  });

  test('hands children over to the named reaper', () => {
    const table = tableOf([1, 1, 0], [10, 10, 1], [20, 20, 1], [30, 30, 10]);
    (table.find(10) as Thread).reaperTid = 20;
    table.remove(10);
    expect([table.find(30)?.ptid, table.find(20)?.children?.length]).toEqual([20, 1]);
  });

  test('hands children over to a living thread of the same group', () => {
    const table = tableOf([10, 10, 0], [11, 10, 0], [30, 30, 11]);
    table.remove(11);
    expect(table.find(30)?.ptid).toBe(10);
  });

  test('hands children over to init if there is no other reaper', () => {
    const table = tableOf([1, 1, 0], [10, 10, 1], [30, 30, 10]);
    table.remove(10);
    expect(table.find(30)?.ptid).toBe(1);
  });

  test('does not hand over children whose parents form a cycle', () => {
    const table = tableOf([10, 10, 20], [20, 20, 10], [30, 30, 10]);
    (table.find(10) as Thread).ptid = 20;
    table.remove(10);
    expect(table.find(30)?.ptid).toBe(0);
  });

  test('searches a limited number of generations for a reaper', () => {
    const chain = (length: number) => {
      const table = tableOf([1, 1, 0]);
      for (let tid = 2; tid < length + 2; tid++) table.add(threadOf(tid, tid, tid - 1));
      table.add(threadOf(30_000, 30_000, length + 1));
      return table;
    };
    for (const [length, ptid] of [
      [MAX_GENERATIONS, 1],
      [MAX_GENERATIONS + 1, 0],
    ] as const) {
      const table = chain(length);
      table.remove(length + 1);
      expect(table.find(30_000)?.ptid).toBe(ptid);
    }
  });

  test('replaces a thread whose tid is added again', () => {
    const table = tableOf([10, 10, 0], [10, 10, 0]);
    expect([table.threads.size, table.findGroup(10)?.threads.length, table.findGroup(10)?.alive]).toEqual([1, 1, 1]);
  });

  test('does not grow with threads that come and go', () => {
    const table = tableOf([1, 1, 0], [10, 10, 1]);
    for (let tid = 100; tid < 5100; tid++) {
      table.add(threadOf(tid, tid, 10));
      table.remove(tid);
    }
    expect([table.threads.size, table.find(10)?.children?.length]).toEqual([2, 0]);
  });
});
