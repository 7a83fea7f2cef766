import type { CaptureHeader, FdRecord, ThreadRecord } from '../../src/scap/header.js';
import { EC, EF, type EventDef, type ParamDef } from '../../src/schema/event.js';
import { STORED_EVENTS } from '../../src/schema/events.js';
import { ADDRESS_FAMILIES, Dice, int, sampleParam, text } from './event-samples.js';
import { type IoParts, reads, START, writes } from './io-events.js';
import { cloneExit, execExit, namedEvent } from './process-events.js';
import { sampleHeader } from './sample-machine.js';
import { capture, type EventParts, eventBlock } from './scap.js';

/** The start of a forged event line. */
export const FORGED = '7 11:11:11.111111111 0 forged (1) > execve';
/** A forged data heading. */
export const FORGED_HEADING = '------ Write 99B to /etc/shadow (forged)';
/** Text that affects a terminal: escape sequences, control characters in one byte and in UTF-8, invalid UTF-8, and right-to-left text. */
const COMMANDS =
  '\x1b[2J\x1b]0;owned\x07\r\b\t\x7f\x9b2J\xff\xc2\x9b2J\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\xd8\x9c\xc3';
/** A name (byte string) that ends a line, adds a line and commands the terminal. Its first and last letters are harmless. */
export const HOSTILE = `x\n${FORGED}\n${FORGED_HEADING}\n${COMMANDS}\xc3\xa9y`;
/** Data of calls. It starts with a line of its own, which is allowed. */
const DATA = `${FORGED} res=0\n${FORGED_HEADING}\r\n${HOSTILE}\n`;

const TEXTS = new Set(['charbuf', 'fspath', 'fsrelpath']);
const LISTS = new Set(['charbufarray', 'charbufpairarray']);

function hostileParam(param: ParamDef, dice: Dice): Buffer {
  if (TEXTS.has(param.type)) return text(HOSTILE);
  if (LISTS.has(param.type)) return Buffer.from(`${HOSTILE}\0${HOSTILE}\0`, 'latin1');
  if (param.type === 'bytebuf') return Buffer.from(DATA, 'latin1');
  if (param.type === 'sockaddr') return Buffer.concat([int(ADDRESS_FAMILIES.unix, 1), text(`/${HOSTILE}`)]);
  if (param.type === 'socktuple')
    return Buffer.concat([int(ADDRESS_FAMILIES.unix, 1), int(1, 8), int(2, 8), text(`/${HOSTILE}`)]);
  return sampleParam(param, dice);
}

/** Events that change the known threads, or that readers reject. */
const LEFT_OUT = /^(PLUGINEVENT|CLONE|FORK|VFORK|EXECVE|PROCEXIT|CONTAINER|USER_|GROUP_)/;
const isUsable = ({ code, flags, category }: EventDef): boolean =>
  !LEFT_OUT.test(code) && (flags & EF.UNUSED) === 0 && (category & EC.INTERNAL) === 0;

/** One event of each type; all its texts are hostile. */
function eventsOfAllKinds(): EventParts[] {
  const dice = new Dice(7);
  return STORED_EVENTS.filter(isUsable).map(({ id, params, flags }) => ({
    type: id,
    tid: 1000n,
    ts: START + BigInt(id),
    params: params.map((param) => hostileParam(param, dice)),
    ...((flags & EF.LARGE_PAYLOAD) === 0 ? {} : { lengthSize: 4 as const }),
  }));
}

function hostileThread(thread: ThreadRecord): ThreadRecord {
  const list = `${HOSTILE}\0${HOSTILE}\0`;
  const cgroups = `cpu=/docker/${CONTAINER}\0memory=/${HOSTILE}\0`;
  const texts = {
    comm: HOSTILE,
    exe: HOSTILE,
    exepath: `/${HOSTILE}`,
    args: list,
    cwd: `/${HOSTILE}/`,
    root: `/${HOSTILE}`,
  };
  return { ...thread, ...texts, env: `${list}${FUNCTION}\0`, cgroups };
}

/** A shellshock attack. */
const FUNCTION = `A=() { :; }; ${HOSTILE}`;
const CONTAINER = '3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f3b4d5e6f7a8b9c0d1e2f1234';

/** Descriptors with names that chisels look for. */
const FILES: readonly (readonly [fd: number, name: string])[] = [
  [20, `/var/log/${HOSTILE}.log`],
  [21, '/dev/log'],
];

function hostileFds(fds: readonly FdRecord[]): FdRecord[] {
  const [file] = fds as [FdRecord];
  const others = fds.slice(1).map((fd) => (fd.name === '' ? fd : { ...fd, name: `/${HOSTILE}` }));
  const [, , , , client] = fds as FdRecord[];
  const memcached = { ...(client as FdRecord), fd: 22, sourcePort: 40001, destinationPort: 11211 };
  return [
    { ...file, name: `/${HOSTILE}` },
    ...others,
    ...FILES.map(([fd, name]) => ({ ...file, fd, name })),
    memcached,
  ];
}

/** A machine on which all names are hostile. */
export function hostileHeader(): CaptureHeader {
  const header = sampleHeader();
  return {
    ...header,
    machine: { ...header.machine, hostname: HOSTILE } as CaptureHeader['machine'],
    interfaces: header.interfaces.map((one) => ({ ...one, name: HOSTILE })),
    users: header.users.map((user) => ({ ...user, name: HOSTILE, home: `/${HOSTILE}`, shell: `/${HOSTILE}` })),
    groups: header.groups.map((group) => ({ ...group, name: HOSTILE })),
    threads: header.threads.map(hostileThread),
    fds: new Map([...header.fds].map(([pid, fds]) => [pid, hostileFds(fds)])),
  };
}

const REQUEST = `GET /forged\x9b2J\xc2\x9b\xff\xe2\x80\xae HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Calls that chisels look for: responses, logs, messages, commands. */
function callsOfChisels(): EventParts[] {
  const at = 1_000_000;
  const io: Omit<IoParts, 'fd' | 'data'> = { tid: 2000, at };
  return [
    ...reads({ ...io, fd: 5, data: REQUEST }),
    ...writes({ ...io, fd: 5, at: at + 5000, data: 'HTTP/1.1 200 OK\r\n\r\n' }),
    ...writes({ ...io, fd: 20, data: DATA }),
    ...writes({ ...io, fd: 21, data: `<13>${DATA}` }),
    ...reads({ ...io, fd: 22, data: `get ${DATA}` }),
    ...[0, 1, 2, 4].flatMap((fd) => [...reads({ ...io, fd, data: DATA }), ...writes({ ...io, fd, data: DATA })]),
  ];
}

/** A switch to another thread, some time after the previous event. */
const switchTo = (tid: number): EventParts => ({
  ...namedEvent('SCHEDSWITCH_6_E', 3000 - tid, { next: int(tid, 8) }),
  ts: START + BigInt(4000 - tid),
});

/** A login, a program run from it with a shellshock variable, and its end. */
function calls(): EventParts[] {
  const shell = { tid: 4000, ptid: 1, program: 'bash', tty: 34816, args: [HOSTILE] };
  const tool = { tid: 4001, ptid: 4000, program: HOSTILE, tty: 34816, args: [HOSTILE, HOSTILE], env: [FUNCTION] };
  return [
    cloneExit({ ...shell, program: 'fork' }, 0),
    execExit(shell),
    cloneExit({ ...tool, program: 'fork' }, 0),
    { ...execExit(tool), ts: START + 5n },
    ...[2000, 1000].map((tid) => switchTo(tid)),
    namedEvent('CHDIR_X', 4000, { path: text(`/${HOSTILE}`) }),
    { ...namedEvent('PROCEXIT_1_E', 4001), ts: START + 9000n },
    namedEvent('USER_ADDED_E', 1, { uid: int(4711, 4), gid: int(4711, 4), name: text(HOSTILE), home: text(HOSTILE) }),
  ];
}

function containers(): EventParts[] {
  const details = {
    type: 0,
    name: HOSTILE,
    image: HOSTILE,
    labels: { [HOSTILE]: HOSTILE },
    env: [HOSTILE],
    Mounts: [],
  };
  return [CONTAINER.slice(0, 12), HOSTILE].map((id) => {
    const json = Buffer.from(`${JSON.stringify({ container: { ...details, id, full_id: id } })}\0`);
    return { ...namedEvent('CONTAINER_JSON_2_E', 1, { json }), lengthSize: 4 };
  });
}

/** Events with hostile texts and data: one of each type, and those that chisels look for. */
export function hostileEvents(): EventParts[] {
  return [...containers(), ...calls(), ...callsOfChisels(), ...eventsOfAllKinds()];
}

/** A capture in which everything that a user can choose is hostile: names, arguments, environments, paths, data and accounts. */
export function hostileCapture(): Buffer {
  return capture(hostileEvents().map(eventBlock), hostileHeader());
}
