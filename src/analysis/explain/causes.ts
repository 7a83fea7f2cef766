import { resultOf } from '../../fields/result.js';
import { maskOf } from '../../output/masking.js';
import { errorName, type Sentences } from '../../output/words/sentence.js';
import { EVT } from '../../schema/events.js';
import { FD_TYPES } from '../../schema/fd-types.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import { isServerSocket } from '../../state/fd-name.js';
import type { FdHistory } from './fd-history.js';
import type { NeededPath } from './needed-paths.js';
import { foldersOf, type PathKnowledge } from './path-knowledge.js';
import { missingPart, noFolder } from './path-parts.js';

/** What the capture knows when a call fails. */
export interface Knowledge {
  readonly evt: Evt;
  /** The path of the call (byte string, masked); null for none. */
  readonly path: string | null;
  /** What the call needs of its paths. */
  readonly needed: readonly NeededPath[];
  readonly paths: PathKnowledge;
  readonly history: FdHistory;
  readonly sentences: Sentences;
}

type Cause = (known: Knowledge) => readonly string[];

const MAX_NAMED = 5;
const mask = maskOf({ isMasked: true });

/** Who the process is, where permission is denied. */
function user({ evt }: Knowledge): string[] {
  const { thread, state } = evt;
  if (thread === null) return [];
  const name = state.users.find('', thread.uid)?.name ?? '';
  const caller = `user ${thread.uid}${name === '' ? '' : ` (${mask(name)})`} and group ${thread.gid}`;
  return [`The process runs as ${caller}. Captures do not have the permissions of files.`];
}

/** How far the way to a path is open to this user. */
function deniedPart(known: Knowledge): string[] {
  const { path, paths } = known;
  if (path === null) return user(known);
  const reached = foldersOf(path).findLast((folder) => paths.of(folder)?.exists === true);
  const way = reached === undefined ? [] : [`Calls have passed ${reached} (event ${paths.of(reached)?.num}).`];
  return [...way, ...user(known)];
}

interface Holder {
  readonly name: string;
  readonly pid: number;
  readonly fd: number;
}

/** Processes with a socket that a test accepts. */
function holders({ state }: Evt, test: (info: FdInfo) => boolean): Holder[] {
  const found: Holder[] = [];
  for (const thread of state.threads.values())
    thread.fds.forEach((info, fd) => {
      if (test(info)) found.push({ name: mask(thread.comm), pid: thread.pid, fd });
    });
  return found;
}

const named = (found: readonly Holder[]): string =>
  found
    .slice(0, MAX_NAMED)
    .map(({ name, pid, fd }) => `${name}(${pid}) as descriptor ${fd}`)
    .join(', ');

/** The port of the address of a bind; 0 for none. */
function boundPort({ view }: Evt): number {
  const length = view.paramLength(1);
  if (view.type !== EVT.BIND_X || (length !== 7 && length !== 19)) return 0;
  return view.view.getUint16(view.paramStart(1) + length - 2, true);
}

/** Who holds the port. */
function portHolders({ evt }: Knowledge): string[] {
  const port = boundPort(evt);
  if (port === 0) return [];
  const found = holders(evt, (info) => info !== evt.fd && isServerSocket(info) && info.sourcePort === port);
  if (found.length > 0) return [`Port ${port} is held by ${named(found)}.`];
  return [
    `The capture does not know who holds port ${port}: perhaps a connection that is being closed, or a process that it did not see.`,
  ];
}

/** Who listens where nobody answers. */
function listeners({ evt }: Knowledge): string[] {
  const port = evt.fd?.destinationPort ?? 0;
  if (port === 0) return [];
  const found = holders(evt, (info) => isServerSocket(info) && info.sourcePort === port);
  if (found.length === 0) return [`No process of this machine that the capture knows listens at port ${port}.`];
  return [`At port ${port}, on another address or in another network namespace, listens ${named(found)}.`];
}

/** The limit, and what the descriptors are. */
function openDescriptors({ evt }: Knowledge): string[] {
  const owner = evt.thread?.fdOwner ?? null;
  if (owner === null) return [];
  const counts = new Map<string, number>();
  owner.fds.forEach(({ type }) => {
    const name = FD_TYPES[type].name ?? 'other';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  const limit = owner.fdlimit > 0 ? `, and its limit was ${owner.fdlimit} when that was last recorded` : '';
  return [
    `It has ${owner.fds.size} descriptors that the capture knows (${kinds.join(', ')}), perhaps some that an exec has closed${limit}.`,
  ];
}

/** When the number was closed. */
function closing({ evt, history }: Knowledge): string[] {
  if (evt.fdNum < 0) return [`The number ${evt.fdNum} is no descriptor.`];
  const closed = history.closingOf(evt);
  if (closed === null) return [`The capture does not know that descriptor ${evt.fdNum} was ever open.`];
  return [`Descriptor ${evt.fdNum} was ${mask(closed.name) || 'open'} until event ${closed.num}, which closed it.`];
}

/** Who has given up the other end of a connection or a pipe, or this end. */
function goneEnd({ evt, history }: Knowledge): string[] {
  const ends = history.givenUpOf(evt);
  if (ends === null) return [];
  const own = ends.findLast(({ description, how }) => description === evt.fd?.description && how === 'with shutdown');
  const other = ends.findLast(({ description }) => description !== evt.fd?.description);
  const gone = other ?? own;
  if (gone === undefined)
    return ['The capture does not know who had the other end: another machine, or a process that it did not see.'];
  const whose = gone === own ? 'This end' : 'The other end';
  return [`${whose} was given up by ${mask(gone.comm)}(${gone.pid}) ${gone.how} (event ${gone.num}).`];
}

/** Why a connection is reset. */
function resetBy(known: Knowledge): string[] {
  const why = 'A reset comes from an end that is closed before all that was sent to it has been read, or that is gone.';
  return [...goneEnd(known), why];
}

/** What is on the file system that is full. */
function fileSystem({ evt }: Knowledge): string[] {
  const dev = evt.fd?.dev ?? 0;
  return dev === 0 ? [] : [`The file is on device ${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}.`];
}

/** What the capture tells about failures, by error. */
const CAUSES: Readonly<Record<string, Cause>> = {
  ENOENT: missingPart,
  ENOTDIR: noFolder,
  EACCES: deniedPart,
  EPERM: user,
  EADDRINUSE: portHolders,
  ECONNREFUSED: listeners,
  EMFILE: openDescriptors,
  EBADF: closing,
  EPIPE: goneEnd,
  ECONNRESET: resetBy,
  ENOSPC: fileSystem,
};

/** What the capture tells about why a call failed, in sentences. */
export function causesOf(known: Knowledge): readonly string[] {
  const result = resultOf(known.evt);
  return result < 0 ? (CAUSES[errorName(result)]?.(known) ?? []) : [];
}
