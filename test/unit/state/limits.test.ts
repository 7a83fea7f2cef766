import { describe, expect, test } from '@jest/globals';
import { FdInfo } from '../../../src/state/fd-info.js';
import { FdTable } from '../../../src/state/fd-table.js';
import { Thread } from '../../../src/state/thread.js';
import { ThreadTable } from '../../../src/state/thread-table.js';

const MAX_THREADS = 262144;
const MAX_FDS = 4096;

describe('a table that is full', () => {
  test('takes no more threads, until one is gone', () => {
    const table = new ThreadTable();
    for (let tid = 1; tid <= MAX_THREADS; tid++) table.addFake(tid);
    expect(table.threads.size).toBe(MAX_THREADS);
    expect([table.addFake(MAX_THREADS + 1), table.add(new Thread(MAX_THREADS + 1))]).toEqual([null, false]);
    expect(table.add(new Thread(5))).toBe(true);
    table.remove(6);
    expect(table.add(new Thread(MAX_THREADS + 1))).toBe(true);
  });

  test('takes no more descriptors, but others in place of those that it has', () => {
    const table = new FdTable();
    for (let fd = 0; fd < MAX_FDS; fd++) expect(table.set(fd, new FdInfo())).toBe(true);
    const other = new FdInfo();
    expect([table.set(MAX_FDS, other), table.get(MAX_FDS), table.size]).toEqual([false, null, MAX_FDS]);
    expect([table.set(300, other), table.get(300)]).toEqual([true, other]);
    table.delete(7);
    expect([table.set(MAX_FDS, other), table.get(MAX_FDS)]).toEqual([true, other]);
  });
});
