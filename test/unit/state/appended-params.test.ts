import { describe, expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { eventName } from '../../../src/fields/event-name.js';
import { renderArgs } from '../../../src/render/args.js';
import { DEFAULT_RENDER_OPTIONS } from '../../../src/render/options.js';
import { eventFault } from '../../../src/scap/event-check.js';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { RLIMIT_RESOURCES } from '../../../src/schema/flags/process.js';
import { TASK } from '../../../src/state/task-flags.js';
import { EventRun } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import { eventBlock } from '../../helpers/scap.js';

const tid = 2000n;
const START = 5_000_000_000n;
const NOFILE = RLIMIT_RESOURCES.entries.find(([name]) => name === 'RLIMIT_NOFILE')?.[1] as number;
const DIRECTORY = 2;
const SOCKET = Buffer.concat([int(2, 1), int(0x0100007f, 4), int(40000, 2), int(0x08080808, 4), int(53, 2)]);

/** State of a capture recorded with newer libraries, as recognized from a close event with its descriptor. */
function newerRun(): EventRun {
  const run = new EventRun(sampleHeader());
  run.apply({ type: EVT.CLOSE_X, tid, params: [int(-9, 8), int(99, 8)] });
  return run;
}

const args = (run: EventRun): string => renderArgs(run.evt, DEFAULT_RENDER_OPTIONS);
const fdName = (run: EventRun, fd: number): string | undefined => run.evt.thread?.findFd(fd)?.name;

describe('an exit event of newer libraries', () => {
  test('shows the parameters of its enter event after its own', () => {
    const run = newerRun();
    run.apply({ type: EVT.FSTAT_X, tid, params: [int(0, 8), int(DIRECTORY, 8)] });
    expect(args(run)).toBe('res=0 fd=2(<d>/tmp/dir)');
    run.apply({ type: EVT.SETRESUID_X, tid, params: [int(0, 8), int(7, 4), int(8, 4), int(9, 4)] });
    expect(args(run)).toBe('res=0 ruid=7(<NA>) euid=8(<NA>) suid=9(<NA>)');
  });

  test('of a call unknown to its recorder is named by the call number', () => {
    const run = newerRun();
    run.apply({ type: EVT.GENERIC_X, tid, params: [int(0, 2), int(221, 2)] });
    expect([eventName(run.evt), args(run)]).toEqual(['fadvise64', '']);
    run.apply({ type: EVT.GENERIC_X, tid, params: [int(0, 2)] });
    expect(eventName(run.evt)).toBe('unknown');
  });

  test('with more parameters than known shows the known ones', () => {
    const run = newerRun();
    run.apply({ type: EVT.FSTAT_X, tid, params: [int(0, 8), int(DIRECTORY, 8), int(1, 4), text('new')] });
    expect([args(run), run.evt.view.storedCount]).toEqual(['res=0 fd=2(<d>/tmp/dir)', 4]);
  });

  test('with wrong lengths is damaged', () => {
    const block = eventBlock({ type: EVT.FSTAT_X, tid, params: [int(0, 8), int(DIRECTORY, 8)] });
    block.writeUInt16LE(9, 8 + 2 + 26 + 2);
    expect(eventFault(new Batch(block).view, 0, block.length)).toBe('its parameters do not fit');
  });

  test('uses, closes and copies the descriptor that it names', () => {
    const run = newerRun();
    run.apply({ type: EVT.DUP2_X, tid, params: [int(77, 8), int(DIRECTORY, 8), int(77, 8)] });
    expect(fdName(run, 77)).toBe('/tmp/dir');
    run.apply({ type: EVT.FCNTL_X, tid, params: [int(78, 8), int(77, 8), int(1, 1), int(78, 8)] });
    expect(fdName(run, 78)).toBe('/tmp/dir');
    run.apply({ type: EVT.CLOSE_X, tid, params: [int(0, 8), int(77, 8)] });
    expect(run.evt.fd?.name).toBe('/tmp/dir');
    run.apply({ type: EVT.FCHDIR_X, tid, params: [int(0, 8), int(78, 8)] });
    expect([fdName(run, 77), run.evt.thread?.cwd]).toEqual([undefined, '/tmp/dir/']);
  });

  test('of mmap has the descriptor that is mapped', () => {
    const run = newerRun();
    const mapping = [int(0, 8), int(4096, 8), int(1, 4), int(2, 4), int(DIRECTORY, 8), int(0, 8)];
    run.apply({ type: EVT.MMAP_X, tid, params: [int(0, 8), int(1, 4), int(1, 4), int(0, 4), ...mapping] });
    expect([run.evt.fdNum, run.evt.fd?.name]).toEqual([DIRECTORY, '/tmp/dir']);
  });

  test('sets ids, limits and capabilities from its own parameters', () => {
    const run = newerRun();
    const thread = () => run.evt.thread;
    run.apply({ type: EVT.SETUID_X, tid, params: [int(0, 8), int(33, 4)] });
    run.apply({ type: EVT.SETRESGID_X, tid, params: [int(0, 8), int(-1, 4), int(44, 4), int(-1, 4)] });
    expect([thread()?.uid, thread()?.gid]).toEqual([33, 44]);
    run.apply({ type: EVT.SETRLIMIT_X, tid, params: [int(0, 8), int(5000, 8), int(6000, 8), int(NOFILE, 1)] });
    expect(thread()?.fdlimit).toBe(5000);
    run.apply({ type: EVT.GETRLIMIT_X, tid, params: [int(0, 8), int(7000, 8), int(8000, 8), int(NOFILE, 1)] });
    expect(thread()?.fdlimit).toBe(7000);
    const limits = [int(100, 8), int(100, 8), int(7000, 8), int(8000, 8)];
    run.apply({ type: EVT.PRLIMIT_X, tid, params: [int(0, 8), ...limits, int(0, 8), int(NOFILE, 1)] });
    expect(thread()?.fdlimit).toBe(100);
    run.apply({ type: EVT.UNSHARE_X, tid, params: [int(0, 8), int(0, 4)] });
    expect(thread()?.capEffective).toBe(0n);
    run.apply({ type: EVT.SETNS_X, tid, params: [int(0, 8), int(DIRECTORY, 8), int(TASK.NEWUSER, 4)] });
    expect([thread()?.capEffective, run.evt.fd?.name]).toEqual([0x1ffffffffffn, '/tmp/dir']);
  });

  test('adds an unannounced socket if it succeeds', () => {
    const run = newerRun();
    const sendto = (res: number) =>
      run.apply({ type: EVT.SENDTO_X, tid, params: [int(res, 8), Buffer.from('?'), int(60, 8), int(1, 4), SOCKET] });
    sendto(-11);
    expect(run.evt.fd).toBeNull();
    sendto(1);
    expect(run.evt.fd?.name).toBe('127.0.0.1:40000->8.8.8.8:53');
  });

  test('has no latency, whatever enter event came before: the time of entry is unknown', () => {
    const run = newerRun();
    run.apply({ type: EVT.OPEN_E, tid, ts: START, params: [text('/x'), int(1, 4), int(0, 4)] });
    run.apply({ type: EVT.OPEN_X, tid, ts: START + 500n, params: [int(-2, 8), text('/x'), int(1, 4), int(0, 4)] });
    expect(run.evt.thread?.latency).toBe(500);
    run.apply({ type: EVT.CLOSE_X, tid, ts: START + 8000n, params: [int(0, 8), int(1, 8)] });
    expect(run.evt.thread?.latency).toBe(0);
  });
});

describe('an exit event of 0.20.0 without its enter event', () => {
  test('has no descriptor and changes none', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.CLOSE_X, tid, params: [int(-9, 8)] });
    run.apply({ type: EVT.DUP2_X, tid, params: [int(77, 8), int(DIRECTORY, 8), int(77, 8)] });
    expect([run.evt.fd, fdName(run, 77)]).toEqual([null, undefined]);
  });

  test('is recognized again in the next section', () => {
    const run = newerRun();
    run.updater.reset(sampleHeader());
    run.apply({ type: EVT.DUP2_X, tid, params: [int(77, 8), int(DIRECTORY, 8), int(77, 8)] });
    expect(fdName(run, 77)).toBeUndefined();
  });
});

describe('the events added by newer libraries', () => {
  test('close_range closes the descriptors in its range, unless it only marks them', () => {
    const run = new EventRun(sampleHeader());
    const closeRange = (first: number, last: number, flags: number) =>
      run.apply({ type: EVT.CLOSE_RANGE_X, tid, params: [int(0, 8), int(first, 4), int(last, 4), int(flags, 4)] });
    closeRange(1, 0xffffffff, 4);
    expect([args(run), fdName(run, DIRECTORY)]).toEqual([
      'res=0 first=1 last=-1 flags=4(CLOSE_RANGE_CLOEXEC)',
      '/tmp/dir',
    ]);
    const before = run.evt.thread?.fdOwner?.fds.size ?? 0;
    closeRange(DIRECTORY, DIRECTORY, 0);
    expect([fdName(run, DIRECTORY), run.evt.thread?.fdOwner?.fds.size]).toEqual([undefined, before - 1]);
  });

  test('records of tasks and their descriptors are shown and do not affect calls', () => {
    const run = new EventRun(sampleHeader());
    run.apply({ type: EVT.FSTAT_E, tid, params: [int(DIRECTORY, 8)] });
    run.apply({ type: EVT.ITER_TASK_FILE_PIPE_E, tid, params: [int(77, 4), text('/run/p'), int(7, 8)] });
    expect([run.evt.view.def?.name, args(run)]).toEqual(['task_file_pipe', 'fd=77 path=/run/p ino_num=7']);
    run.apply({ type: EVT.FSTAT_X, tid, params: [int(0, 8)] });
    expect(run.evt.fd?.name).toBe('/tmp/dir');
  });
});

test('only exit events have appended parameters', () => {
  expect(EVENTS.filter((row) => row.id % 2 === 0 && row.appended.length > 0)).toEqual([]);
});
