import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileFormat } from '../../src/output/format.js';
import { int, text } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { runOracle } from '../helpers/oracle.js';
import { cloneExit, execExit, type NamedParams, namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { describeWithShared } from '../helpers/shared.js';

/** Threads of the sample machine: a server with a second thread, a shell, and an unknown thread. */
const SERVER = 1000;
const WORKER = 1001;
const SHELL = 2000;
const STRANGER = 4242;
/** Greater than the pids of processes that may run here, because the reference looks up their descriptors. */
const CHILD = 5_000_001;
/** Descriptors of the sample machine. */
const [DIRECTORY, LISTENER] = [2, 3];
/** A descriptor that an event creates. */
const MEMFD = 9;
const AT_FDCWD = -100;
const [O_RDONLY, O_DIRECTORY] = [1, 1 << 10];
const NOFILE = 7;

interface Story {
  readonly events: readonly EventParts[];
  readonly format: string;
  readonly filter?: string;
  /** The expected output for the last event. */
  readonly last: string;
}

const fd = (number: number) => int(number, 8);
const tick = (tid: number): EventParts[] => [
  namedEvent('GETCWD_E', tid),
  namedEvent('GETCWD_X', tid, { res: int(-2, 8) }),
];
const clone = (tid: number, child = CHILD): EventParts[] => [
  namedEvent('CLONE_20_E', tid),
  cloneExit({ tid, program: 'sh' }, child),
];
const exec = (tid: number): EventParts[] => [namedEvent('EXECVE_19_E', tid), execExit({ tid, program: 'cat' })];
const execOf = (file: NamedParams, tid = SHELL): EventParts[] => [
  namedEvent('EXECVE_19_E', tid),
  namedEvent('EXECVE_19_X', tid, { comm: text('cat'), pid: fd(tid), ...file }),
];
const exit = (tid: number): EventParts => namedEvent('PROCEXIT_1_E', tid, { reaper_tid: int(1, 8) });
const setsid = (tid: number): EventParts[] => [
  namedEvent('SETSID_E', tid),
  namedEvent('SETSID_X', tid, { res: int(tid, 8) }),
];
const setLimit = (cur: bigint): EventParts[] => [
  namedEvent('SETRLIMIT_E', SHELL, { resource: int(NOFILE, 1) }),
  namedEvent('SETRLIMIT_X', SHELL, { cur: int(cur, 8), resource: int(NOFILE, 1) }),
];
const poll = (number: number): EventParts =>
  namedEvent('POLL_E', SHELL, { fds: Buffer.concat([int(1, 2), fd(number), int(1, 2)]) });
const openat = (tid: number, res: number, name: string, dirfd = AT_FDCWD): EventParts[] => {
  const values = { fd: fd(res), dirfd: fd(dirfd), name: text(name) };
  return [namedEvent('OPENAT_2_E', tid, values), namedEvent('OPENAT_2_X', tid, values)];
};
/** An open whose enter and exit events have different parameters. */
const opens = (call: 'OPEN' | 'OPENAT_2' | 'OPENAT2', enter: NamedParams, exit: NamedParams): EventParts[] => [
  namedEvent(`${call}_E`, SHELL, enter),
  namedEvent(`${call}_X`, SHELL, { fd: fd(12), ...exit }),
];
const flags = (number: number) => int(number, 4);
const oldOpenat = (name: string): EventParts[] => [
  namedEvent('OPENAT_E', SHELL, { dirfd: fd(AT_FDCWD), name: text(name) }),
  namedEvent('OPENAT_X', SHELL, { fd: fd(-2) }),
];
const memfd = (name: string): EventParts[] => [
  namedEvent('MEMFD_CREATE_E', SHELL),
  namedEvent('MEMFD_CREATE_X', SHELL, { fd: fd(MEMFD), name: text(name) }),
];
/** A process in its own pid namespace. */
const INSIDE = { tid: CHILD, ptid: SHELL, vtid: 1, vpid: 1, program: 'sh' };
const STRAY = CHILD + 2;
/** A thread created by a thread of an unknown process. */
const stray = [cloneExit({ tid: CHILD + 1, pid: CHILD, ptid: SHELL, program: 'sh', flags: 0x2001 }, STRAY)];
const orphan = [exit(SERVER), ...clone(SERVER), exit(WORKER)];

const STORIES: Readonly<Record<string, Story>> = {
  'an unknown thread passes no session on': {
    events: [...setsid(STRANGER), ...clone(STRANGER), ...tick(CHILD)],
    format: '%proc.sid',
    last: '-1',
  },
  'a child that a main thread created after its exit has no parent after the last thread has ended': {
    events: [...orphan, ...tick(CHILD)],
    format: '*%proc.ppid %proc.pname %proc.pvpid',
    last: '<NA> <NA> <NA>',
  },
  'of a thread that reuses the parent’s tid, only the tid and the time are used': {
    events: [...orphan, ...tick(SERVER), ...tick(CHILD)],
    format: '*%proc.ppid %proc.pvpid %proc.ppid.ts',
    last: '<NA> -1 0',
  },
  'ancestors without a number are followed from thread to thread': {
    events: [...clone(WORKER), ...tick(CHILD)],
    format: '*%proc.aname[1] %proc.apid[1]',
    filter: 'proc.aname = worker and not proc.aname = server and proc.apid = 1000',
    last: 'server 1000',
  },
  'there are no more open descriptors than the limit allows': {
    events: setLimit(3n),
    format: '%proc.fdusage',
    last: '100.0',
  },
  'the limit of descriptors is exact': {
    events: setLimit(2n ** 63n - 1n),
    format: '%proc.fdlimit',
    last: '9223372036854775807',
  },
  'an infinite descriptor limit does not change the limit shown': {
    events: setLimit(-1n),
    format: '%proc.fdlimit',
    last: '1024',
  },
  'a child keeps its parent’s time between change and start': {
    events: [...clone(SHELL), ...exec(CHILD), ...clone(CHILD, CHILD + 1), ...tick(CHILD + 1)],
    format: '%proc.exe_ino.ctime_duration_proc_start',
    last: '1700000000000002000',
  },
  'a child of a second thread has no own environment': {
    events: [...clone(WORKER), ...tick(CHILD)],
    format: '[%proc.env[HOME]] [%proc.aenv[1]]',
    last: '[] [HOME=/home/user]',
  },
  'an unknown thread has an empty environment above, one without a parent has none': {
    events: tick(STRANGER),
    format: '*[%proc.aenv[1]] [%proc.aenv[HOME]]',
    last: '[] []',
  },
  'an unknown thread has no environment above in filters': {
    events: [...tick(STRANGER), ...tick(WORKER)],
    format: '%proc.name',
    filter: 'proc.aenv[1] exists',
    last: 'worker',
  },
  'all variables above an unknown thread are empty, in filters, too': {
    events: [...tick(WORKER), ...tick(STRANGER)],
    format: '*%thread.tid',
    filter: 'proc.aenv[HOME] exists and proc.aenv[HOME] = ""',
    last: String(STRANGER),
  },
  'the start of a namespace is in the event of a child in it, and makes a container without a name': {
    events: [cloneExit({ ...INSIDE, namespaceStart: 1600n }, 0), ...tick(CHILD)],
    format: '*%proc.pidns_init_start_ts %container.start_ts',
    last: '1600 1600',
  },
  'a child in the initial namespace, or with only the creator’s event, has no namespace start': {
    events: [
      cloneExit({ tid: SHELL, program: 'sh', namespaceStart: 1600n }, CHILD),
      ...tick(CHILD),
      cloneExit({ tid: CHILD + 1, ptid: SHELL, program: 'sh', namespaceStart: 1600n }, 0),
      ...tick(CHILD + 1),
    ],
    format: '*%proc.pidns_init_start_ts %container.start_ts',
    last: '<NA> <NA>',
  },
  'a program that changes after its process was created has an unsigned time in between': {
    events: [...clone(SHELL), ...execOf({ exe_ino_ctime: int(1_800_000_000_000_000_000n, 8) }, CHILD)],
    format: '%proc.exe_ino.ctime_duration_proc_start',
    last: '18346744073709553616',
  },
  'a program that changed before the namespace started has no time in between, or the previous one': {
    events: [
      cloneExit({ ...INSIDE, namespaceStart: 1600n }, 0),
      ...execOf({ exe_ino_ctime: int(1601, 8) }, CHILD),
      ...execOf({ exe_ino_ctime: int(1500, 8) }, CHILD),
    ],
    format: '*%proc.exe_ino.ctime %proc.exe_ino.ctime_duration_pidns_start',
    last: '1500 1',
  },
  'polls name listening sockets by their own address': {
    events: [poll(LISTENER)],
    format: '*%fdlist.sips %fdlist.cips',
    last: '0.0.0.0 <NA>',
  },
  'a listening socket of the initial state has a port and no address': {
    events: [namedEvent('LISTEN_E', SHELL, { fd: fd(LISTENER) })],
    format: '*%fd.sip %fd.sport %fd.l4proto',
    last: '<NA> 80 tcp',
  },
  'reading from a listening socket is network I/O': {
    events: [namedEvent('READ_E', SHELL, { fd: fd(LISTENER) })],
    format: '%evt.category %evt.is_io',
    last: 'net true',
  },
  'a descriptor that is created in an unknown process is lost': {
    events: [...stray, namedEvent('SIGNALFD4_E', STRAY), namedEvent('SIGNALFD4_X', STRAY, { res: fd(13) })],
    format: '*%thread.ismain %fd.num %fd.uid',
    last: `false -1 ${STRAY}-1`,
  },
  'names are printed without unprintable bytes': {
    events: memfd('un\x01printable'),
    format: '%fd.name',
    last: 'unprintable',
  },
  'filters compare names unchanged': {
    events: memfd('un\x01printable'),
    format: '%evt.type',
    filter: 'fd.name = "un\x01printable"',
    last: 'memfd_create',
  },
  'an open has the name and the flags of its enter event': {
    events: opens(
      'OPEN',
      { name: text('/etc/requested'), flags: flags(O_RDONLY) },
      { name: text('/tmp/done'), flags: flags(O_DIRECTORY) },
    ),
    format: '%fd.name %fd.type',
    last: '/etc/requested file',
  },
  'an open whose enter event could not read the name has name and flags of its exit': {
    events: opens(
      'OPEN',
      { name: text('<NA>'), flags: flags(O_RDONLY) },
      { name: text('/tmp/done'), flags: flags(O_DIRECTORY) },
    ),
    format: '%fd.name %fd.type',
    last: '/tmp/done directory',
  },
  'an openat whose enter event could not read the name has directory, name and flags of its exit': {
    events: opens(
      'OPENAT_2',
      { dirfd: fd(AT_FDCWD), name: text('<NA>'), flags: flags(O_RDONLY) },
      { dirfd: fd(DIRECTORY), name: text('done'), flags: flags(O_DIRECTORY) },
    ),
    format: '%fd.name %fd.type',
    last: '/tmp/dir/done directory',
  },
  'an openat2 whose enter event could not read the name has directory, name and flags of its exit': {
    events: opens(
      'OPENAT2',
      { dirfd: fd(AT_FDCWD), name: text('<NA>'), flags: flags(O_RDONLY) },
      { dirfd: fd(DIRECTORY), name: text('done'), flags: flags(O_DIRECTORY) },
    ),
    format: '%fd.name %fd.type',
    last: '/tmp/dir/done directory',
  },
  'a negative filter number is a large unsigned 64-bit number': {
    events: [...tick(SHELL), ...execOf({ exe_ino_mtime: int(-2, 8) }), ...tick(SHELL)],
    format: '%proc.exe_ino.mtime',
    filter:
      'proc.exe_ino.mtime = -2 and proc.exe_ino.mtime > -3 and proc.exe_ino.mtime < -1 and proc.exe_ino.mtime in (-2)',
    last: '18446744073709551614',
  },
  'a filter number beyond unsigned 64 bits is the largest such number': {
    events: execOf({ exe_ino_mtime: int(-1, 8) }),
    format: '%proc.exe_ino.mtime',
    filter: 'proc.exe_ino.mtime = 18446744073709551616 and proc.exe_ino.mtime = -18446744073709551616',
    last: '18446744073709551615',
  },
  'an inode number with the highest bit set is negative': {
    events: [...tick(SHELL), ...execOf({ exe_ino: int(-1, 8) })],
    format: '%proc.exe_ino',
    filter: 'proc.exe_ino = -1 and proc.exe_ino > -2 and not proc.exe_ino > 0 and proc.exe_ino < 18446744073709551615',
    last: '-1',
  },
  'a filter number beyond signed 64 bits is the nearest such number': {
    events: execOf({ exe_ino: int(2n ** 63n - 1n, 8) }),
    format: '%proc.exe_ino',
    filter: 'proc.exe_ino = 9223372036854775808 and proc.exe_ino > -9223372036854775809',
    last: '9223372036854775807',
  },
  'raw arguments are printed as they are': {
    events: openat(SHELL, -2, 'un\x01printable'),
    format: '%evt.rawarg.name %evt.arg.name',
    last: 'un\x01printable /home/user/un.printable',
  },
  'filters have the name of a failed old openat, lines do not': {
    events: oldOpenat('/x/y'),
    format: '*%evt.type %fd.name %fd.directory %fd.nameraw',
    filter: 'fd.directory = /x/y and fd.nameraw = /x/y',
    last: 'openat <NA> <NA> <NA>',
  },
};

const CASES = Object.entries(STORIES);

function blocksOf({ events }: Story): Buffer[] {
  return events.map((event, i) => eventBlock({ ...event, ts: 1_700_000_000_000_000_000n + 1000n * BigInt(i + 1) }));
}

describe('fields of small stories', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'sysshark-fields-')), 'story.scap');
  afterAll(() => rmSync(join(path, '..'), { recursive: true }));

  async function linesOf(story: Story): Promise<string[]> {
    writeFileSync(path, capture(blocksOf(story), sampleHeader()));
    const emit = compileFormat(story.format, DEFAULT_FIELD_CONTEXT);
    const lines: string[] = [];
    const each = (evt: Parameters<typeof emit>[0]): void => {
      const line = emit(evt);
      if (line !== null) lines.push(line);
    };
    const filter = story.filter === undefined ? {} : { filter: compileFilter(story.filter, DEFAULT_FIELD_CONTEXT) };
    await walkEvents(path, { each, ...filter });
    return lines;
  }

  test.each(CASES)('%s', async (_, story) => {
    expect((await linesOf(story)).at(-1)).toBe(story.last);
  });

  describeWithShared('compared with the reference', () => {
    test.each(CASES)('%s', async (_, story) => {
      const lines = await linesOf(story);
      const filter = story.filter === undefined ? [] : ['-f', story.filter];
      expect(lines).toEqual(runOracle(path, ['-p', story.format, ...filter]).lines);
    });
  });
});
