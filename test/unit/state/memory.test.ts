import { describe, expect, test } from '@jest/globals';
import type { Batch } from '../../../src/bytes/batch.js';
import { HEAP_BYTES } from '../../../src/bytes/heap-sizes.js';
import { MemoryBudget } from '../../../src/bytes/memory-budget.js';
import { emptyFd } from '../../../src/scap/fdlist.js';
import { type CaptureHeader, emptyHeader, type GroupRecord, type UserRecord } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EVT } from '../../../src/schema/events.js';
import { FD_TYPES } from '../../../src/schema/fd-types.js';
import { containerBytes } from '../../../src/state/container-table.js';
import { Evt } from '../../../src/state/evt.js';
import type { FdInfo } from '../../../src/state/fd-info.js';
import { StateUpdater } from '../../../src/state/state-updater.js';
import { SystemState } from '../../../src/state/system-state.js';
import { batchOf } from '../../helpers/event-run.js';
import { Dice, int, text } from '../../helpers/event-samples.js';
import { cloneExit, execExit, namedEvent } from '../../helpers/process-events.js';
import { fc } from '../../helpers/property.js';
import { RandomCalls } from '../../helpers/random-capture.js';
import type { EventParts } from '../../helpers/scap.js';

const LONG = 'x'.repeat(3000);

/** Applies events to a state with a limited memory budget. */
class Run {
  readonly budget: MemoryBudget;
  readonly state: SystemState;
  readonly updater: StateUpdater;
  private readonly evt: Evt;

  constructor(limit: number, header: CaptureHeader = emptyHeader()) {
    this.budget = new MemoryBudget(limit);
    this.state = new SystemState(this.budget);
    this.updater = new StateUpdater(this.state);
    this.evt = new Evt(this.state);
    this.updater.reset(header);
  }

  take(events: readonly EventParts[]): this {
    const batch: Batch = batchOf(events);
    for (let at = batch.start; at < batch.end; ) {
      at = this.evt.view.read(batch, at);
      if (this.updater.begin(this.evt)) this.updater.update(this.evt);
    }
    this.state.deferred.apply();
    return this;
  }

  /** Bytes of the state, recounted from its content. */
  recount(): number {
    const fresh = new MemoryBudget(Number.POSITIVE_INFINITY);
    const { threads, users, groups, containers } = this.state;
    for (const thread of threads.values()) {
      fresh.take(HEAP_BYTES.THREAD);
      const { comm, exe, exepath, root, cwd, args, env, cgroups, container, enter } = thread;
      for (const one of [comm, exe].filter((name) => name !== '<NA>')) fresh.keep(one);
      for (const one of [exepath, root, cwd, args.text, env.text, cgroups.text, container.id]) fresh.keep(one);
      fresh.take(enter?.heldBytes ?? 0);
      thread.fds.forEach((info) => {
        fresh.take(fdSize(info));
      });
    }
    const accounts = [...users.ofContainers(), ...groups.ofContainers()];
    const own = [...users.ofHost(), ...groups.ofHost()].map((account) => ['', account] as const);
    for (const [id, account] of accounts) fresh.take(accountSize(id, account));
    for (const [id, account] of own) fresh.take(accountSize(id, account));
    for (const container of containers.values()) fresh.take(containerBytes(container));
    return fresh.used;
  }
}

function fdSize({ name, rawName, sourceIp, destinationIp }: FdInfo): number {
  const texts = new Set([name, rawName]);
  const ends = sourceIp === null && destinationIp === null ? 0 : HEAP_BYTES.SOCKET_ENDS;
  return [...texts].reduce((sum, one) => sum + HEAP_BYTES.STRING + one.length, HEAP_BYTES.FD + ends);
}

function accountSize(containerId: string, account: UserRecord | GroupRecord): number {
  const texts = 'home' in account ? [account.name, account.home, account.shell] : [account.name];
  return [containerId, ...texts].reduce(
    (sum, one) => sum + HEAP_BYTES.STRING + one.length,
    HEAP_BYTES.ACCOUNT as number,
  );
}

function exits(tids: Iterable<number>): EventParts[] {
  return [...tids].map((tid) => namedEvent('PROCEXIT_1_E', tid));
}

describe('the memory budget of state', () => {
  test('counts what a leader gets from a thread for which there is no room', () => {
    const run = new Run(HEAP_BYTES.THREAD + 1000);
    run.take([cloneExit({ tid: 5, pid: 4, program: 'sh', args: ['-c', 'true'] }, 0)]);
    expect([...run.state.threads.values()].map(({ comm }) => comm)).toEqual(['sh']);
    expect(run.budget.used).toBe(run.recount());
  });

  test('counts the current state after any events, and nothing when all is gone', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 400 }), (seed, kilobytes) => {
        const run = new Run(kilobytes * 1024);
        const { events } = new RandomCalls(new Dice(seed)).fill(300);
        run.take(events);
        expect(run.budget.used).toBe(run.recount());
        expect(run.budget.used).toBeLessThanOrEqual(run.budget.limit);
        run.take(exits(run.state.threads.keys()));
        expect(run.budget.used).toBe(run.recount());
        run.updater.reset(emptyHeader());
        expect(run.budget.used).toBe(0);
      }),
      // the examples: sockets that get ends for which there is no room
      {
        numRuns: 60,
        examples: [
          [1034088388, 30],
          [778097128, 8],
        ],
      },
    );
  });

  test('frees the memory of a process when it ends', () => {
    const run = new Run(1 << 20);
    const file = (fd: number) =>
      namedEvent('OPENAT_2_X', 5, {
        fd: int(fd, 8),
        dirfd: int(-100, 8),
        name: text(`/${fd}/${LONG}`),
        flags: int(1, 4),
      });
    run.take([execExit({ tid: 5, program: 'x', args: [LONG] }), ...[3, 4, 500].map(file)]);
    expect(run.budget.used).toBeGreaterThan(4 * LONG.length);
    run.take([namedEvent('CLOSE_E', 5, { fd: int(500, 8) }), namedEvent('CLOSE_X', 5)]);
    expect(run.budget.used).toBe(run.recount());
    run.take(exits([5]));
    expect(run.budget.used).toBe(0);
  });

  test('counts a shared text once', () => {
    const child = (tid: number) => cloneExit({ tid, ptid: 1, program: 'x', args: [LONG] }, 0);
    const run = new Run(1 << 20).take(Array.from({ length: 200 }, (_, i) => child(1000 + i)));
    expect(run.budget.isExceeded).toBe(false);
    expect(run.budget.used).toBe(run.recount());
  });

  test('leaves out texts while there is no room for them', () => {
    const run = new Run(8 * 1024);
    const exec = (tid: number, letter: string) => execExit({ tid, program: 'x', args: [letter.repeat(3000)] });
    run.take([exec(5, 'a'), exec(6, 'b'), exec(7, 'c')]);
    const args = () => [5, 6, 7].map((tid) => run.state.threads.get(tid)?.args.items.join(' ')[0] ?? '');
    expect([args(), run.budget.isExceeded]).toEqual([['a', '', ''], true]);
    run.take([...exits([5]), exec(6, 'd')]);
    expect(args()).toEqual(['', 'd', '']);
  });

  test.each([
    [
      'enter events that wait for their exits',
      (tid: number) => [{ type: EVT.EXECVE_19_E, tid: BigInt(tid), params: [text(`/${tid}/${'x'.repeat(60_000)}`)] }],
    ],
    [
      'arguments of programs',
      (tid: number) => [execExit({ tid, program: 'x', args: [`${tid}${'x'.repeat(60_000)}`] })],
    ],
    [
      'users of containers',
      (uid: number) => [
        {
          type: EVT.USER_ADDED_E,
          tid: -1n,
          params: [int(uid, 4), int(0, 4), text('u'), text('/'), text('/sh'), text(`${uid}${'c'.repeat(60_000)}`)],
        },
      ],
    ],
    [
      'containers',
      (id: number) => [
        {
          type: EVT.CONTAINER_JSON_2_E,
          tid: -1n,
          lengthSize: 4,
          params: [text(JSON.stringify({ container: { id: `c${id}`, x: Array.from({ length: 9000 }, () => ({})) } }))],
        },
      ],
    ],
  ] as [string, (id: number) => EventParts[]][])('bounds %s', (_, events) => {
    const run = new Run(1 << 20);
    for (let id = 1; id <= 100; id++) run.take(events(id));
    expect(run.budget.isExceeded).toBe(true);
    expect(run.budget.used).toBe(run.recount());
    expect(run.budget.used).toBeLessThanOrEqual(1 << 20);
  });

  test('bounds the content of lists', () => {
    const threads = Array.from({ length: 50 }, (_, i) => ({ ...emptyThread(i + 1, i + 1), args: `${i}${LONG}\0` }));
    const fds = new Map(
      threads.map(({ tid }) => [tid, [{ ...emptyFd(3, FD_TYPES.FILE_V2.id), name: `/${tid}/${LONG.slice(0, 900)}` }]]),
    );
    const run = new Run(64 * 1024, { ...emptyHeader(), threads, fds });
    expect([run.budget.isExceeded, run.budget.used]).toEqual([true, run.recount()]);
    expect(run.state.threads.get(1)?.args.text).toBe(threads[0]?.args);
  });
});
