import { describe, expect, test } from '@jest/globals';
import { emptyFd, encodeFds, MAX_FDS } from '../../../src/scap/fdlist.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { MAX_ACCOUNT_TEXT } from '../../../src/scap/userlist.js';
import { EVT } from '../../../src/schema/events.js';
import { FD_TYPES } from '../../../src/schema/fd-types.js';
import { FdInfo } from '../../../src/state/fd-info.js';
import { FdTable } from '../../../src/state/fd-table.js';
import { Thread } from '../../../src/state/thread.js';
import { ThreadTable } from '../../../src/state/thread-table.js';
import { EventRun } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';
import { capture, readCapture } from '../../helpers/scap.js';

const MAX_THREADS = 262144;

describe('a full table', () => {
  test('takes no more threads until one is gone', () => {
    const table = new ThreadTable();
    for (let tid = 1; tid <= MAX_THREADS; tid++) table.addFake(tid);
    expect(table.threads.size).toBe(MAX_THREADS);
    expect([table.addFake(MAX_THREADS + 1), table.add(new Thread(MAX_THREADS + 1))]).toEqual([null, false]);
    expect(table.add(new Thread(5))).toBe(true);
    table.remove(6);
    expect(table.add(new Thread(MAX_THREADS + 1))).toBe(true);
  });

  test('keeps the lowest descriptors of a process that had too many when the capture began', async () => {
    const numbers = Array.from({ length: MAX_FDS + 500 }, (_, i) => i).sort((a, b) => (a % 100) - (b % 100) || b - a);
    const fds = numbers.map((fd) => ({ ...emptyFd(fd, FD_TYPES.FILE_V2.id), name: `/file/${fd}` }));
    const header = { ...emptyHeader(), threads: [emptyThread(7, 7)] };
    // the list, split into two blocks
    const blocks = [fds.slice(0, 3000), fds.slice(3000)].map((part) => encodeFds({ tid: 7, fds: part }));
    const { headers } = await readCapture(capture(blocks, header));
    const run = new EventRun(headers[0]);
    const open: string[] = [];
    run.state.threads.get(7)?.fds.forEach(({ name }) => {
      open.push(name);
    });
    expect(open).toEqual(Array.from({ length: MAX_FDS }, (_, fd) => `/file/${fd}`));
  });

  test('takes no more descriptors, except in place of existing ones', () => {
    const table = new FdTable();
    for (let fd = 0; fd < MAX_FDS; fd++) expect(table.set(fd, new FdInfo())).toBe(true);
    const other = new FdInfo();
    expect([table.set(MAX_FDS, other), table.get(MAX_FDS), table.size]).toEqual([false, null, MAX_FDS]);
    expect([table.set(300, other), table.get(300)]).toEqual([true, other]);
    table.delete(7);
    expect([table.set(MAX_FDS, other), table.get(MAX_FDS)]).toEqual([true, other]);
  });

  test('cuts the texts of a user or a group to the limit of user lists', () => {
    const run = new EventRun();
    const long = text('x'.repeat(4000));
    run.apply({ type: EVT.USER_ADDED_E, tid: -1n, params: [int(7, 4), int(8, 4), long, long, long, text('')] });
    run.apply({ type: EVT.GROUP_ADDED_E, tid: -1n, params: [int(8, 4), long, text('')] });
    const user = run.state.users.find('', 7);
    const kept = [user?.name, user?.home, user?.shell, run.state.groups.find('', 8)?.name];
    expect(kept).toEqual(kept.map(() => 'x'.repeat(MAX_ACCOUNT_TEXT)));
  });
});
