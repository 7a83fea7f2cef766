import { encodeAnnex } from '../scap/annex.js';
import { encodeStartMark } from '../scap/start-mark.js';
import { ANNEX_TAG } from '../schema/annex-layout.js';
import {
  type CaptureExtra,
  FD_MEMBERS,
  type FdExtra,
  LISTS,
  type Piece,
  THREAD_MEMBERS,
  type ThreadExtra,
} from './checkpoint-format.js';
import { FdInfo, type IpBytes } from './fd-info.js';
import { differingMembers } from './members.js';
import { replayBlocks } from './replay.js';
import type { SystemState } from './system-state.js';
import { Thread } from './thread.js';

/** Approximate bytes of JSON in one annex: a block that is not a LARGE one holds 64 KiB. */
const PIECE_SIZE = 32_768;
/** Maximum number of descriptors in one extra of a thread. */
const FDS_AT_ONCE = 64;

const hexOf = (ip: IpBytes): string => (ip === null ? '' : Buffer.from(ip).toString('hex'));

function fdExtra(info: FdInfo, seen: FdInfo): FdExtra {
  const { sourceIp, destinationIp } = info;
  const [source, destination] = [hexOf(sourceIp), hexOf(destinationIp)];
  return {
    is: differingMembers(info, seen, FD_MEMBERS),
    ...(source === hexOf(seen.sourceIp) ? {} : { source }),
    ...(destination === hexOf(seen.destinationIp) ? {} : { destination }),
  };
}

const saysNothing = (extra: FdExtra): boolean =>
  extra !== null && Object.keys(extra).length === 1 && Object.keys(extra.is).length === 0;

function fdExtras(thread: Thread, seen: Thread): [fd: number, FdExtra][] {
  const extras: [number, FdExtra][] = [];
  thread.fds.forEach((info, fd) => {
    extras.push([fd, fdExtra(info, seen.fds.get(fd) ?? new FdInfo())]);
  });
  seen.fds.forEach((_, fd) => {
    if (thread.fds.get(fd) === null) extras.push([fd, null]);
  });
  return extras.filter(([fd, extra]) => seen.fds.get(fd) === null || !saysNothing(extra));
}

const kindOf = ({ isDead, isFake }: Thread): ThreadExtra['kind'] => (isDead ? 'dead' : isFake ? 'fake' : 'known');

/** Yields what `thread` has that `seen` (the thread as a reader restores it) lacks; nothing if they agree. */
function* threadExtras(thread: Thread, seen: Thread | undefined): Generator<ThreadExtra, void, void> {
  const other = seen ?? new Thread(thread.tid);
  const is = differingMembers(thread, other, THREAD_MEMBERS);
  const lists = Object.fromEntries(
    LISTS.filter((name) => thread[name].text !== other[name].text).map((name) => [name, thread[name].text]),
  );
  const fds = fdExtras(thread, other);
  const base = { tid: thread.tid, kind: kindOf(thread) };
  const isNews =
    seen === undefined || kindOf(seen) !== base.kind || Object.keys(is).length + Object.keys(lists).length > 0;
  if (isNews) yield { ...base, is, lists, fds: {} };
  for (let at = 0; at < fds.length; at += FDS_AT_ONCE)
    yield { ...base, is: {}, lists: {}, fds: Object.fromEntries(fds.slice(at, at + FDS_AT_ONCE)) };
}

function* allExtras(state: SystemState, seen: SystemState): Generator<ThreadExtra, void, void> {
  for (const tid of seen.threads.keys())
    if (!state.threads.has(tid)) yield { tid, kind: 'gone', is: {}, lists: {}, fds: {} };
  for (const thread of state.threads.values()) yield* threadExtras(thread, seen.threads.get(thread.tid));
}

function captureExtra({ count, firstTsHi, firstTsLo, threads }: SystemState): CaptureExtra {
  const groups = new Set([...threads.values()].map(({ group }) => group));
  const reapers = [...groups].flatMap((group) => (group?.isReaper ? group.pid : []));
  return { count, firstTs: [firstTsHi, firstTsLo], reapers };
}

/** Groups extras into pieces that fit a block. */
function* piecesOf(state: SystemState, seen: SystemState): Generator<Piece, void, void> {
  let threads: ThreadExtra[] = [];
  let size = 0;
  for (const extra of allExtras(state, seen)) {
    threads.push(extra);
    size += JSON.stringify(extra).length;
    if (size < PIECE_SIZE) continue;
    yield { threads };
    threads = [];
    size = 0;
  }
  yield { threads, capture: captureExtra(state) };
}

/**
 * Yields hidden marks whose annexes hold the state that a reader cannot restore from `blocks`, the start of a capture. To find the
 * difference, `blocks` are read as a reader would. Write the marks after `blocks`.
 */
export function* checkpointMarks(state: SystemState, blocks: readonly Buffer[]): Generator<Buffer, void, void> {
  for (const piece of piecesOf(state, replayBlocks(blocks))) {
    const bytes = Buffer.from(JSON.stringify(piece), 'latin1');
    yield encodeStartMark(state.lastTsHi, state.lastTsLo, encodeAnnex([{ tag: ANNEX_TAG.CHECKPOINT, bytes }]));
  }
}
