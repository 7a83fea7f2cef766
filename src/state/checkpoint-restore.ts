import { decodeText } from '../bytes/text.js';
import { ANNEX } from '../decode/size-faults.js';
import { TextList } from '../decode/text-list.js';
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
import type { Evt } from './evt.js';
import { FdInfo, type IpBytes } from './fd-info.js';
import { setMembers } from './members.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

const ADDRESS = /^(?:[0-9a-f]{8}|[0-9a-f]{32})$/;

function addressOf(digits: string | undefined, present: IpBytes): IpBytes {
  if (digits === undefined) return present;
  return ADDRESS.test(digits) ? Uint8Array.from(Buffer.from(digits, 'hex')) : null;
}

function restoreFd(thread: Thread, fd: number, extra: FdExtra): void {
  if (extra === null) {
    thread.fds.delete(fd);
    return;
  }
  const info = thread.fds.get(fd)?.clone() ?? new FdInfo();
  setMembers(info, extra.is, FD_MEMBERS);
  info.sourceIp = addressOf(extra.source, info.sourceIp);
  info.destinationIp = addressOf(extra.destination, info.destinationIp);
  thread.fds.set(fd, info);
}

function restoreThread(state: SystemState, { tid, kind, is, lists, fds }: ThreadExtra): void {
  const known = state.threads.get(tid) ?? null;
  if (kind === 'gone') {
    if (known !== null) state.table.remove(tid);
    return;
  }
  const thread = known ?? (kind === 'fake' ? state.table.addFake(tid) : null);
  if (thread === null) return;
  setMembers(thread, is, THREAD_MEMBERS);
  for (const name of LISTS) {
    const text = lists[name];
    if (typeof text === 'string') thread[name] = new TextList(text);
  }
  for (const [fd, extra] of Object.entries(fds)) restoreFd(thread, Number(fd), extra);
  state.memory.settle(thread);
  if (kind === 'dead') state.table.markDead(thread);
}

function restoreCapture(state: SystemState, { count, firstTs, reapers }: CaptureExtra): void {
  state.count = Math.max(state.count, count);
  [state.firstTsHi, state.firstTsLo] = firstTs;
  for (const pid of reapers) {
    const group = state.table.findGroup(pid);
    if (group !== null) group.isReaper = true;
  }
}

/** Whether parsed JSON has the shape of a piece, as far as the code below relies on it. */
function isPiece(value: unknown): value is Piece {
  const { threads, capture } = Object(value) as { threads?: unknown; capture?: Partial<CaptureExtra> };
  const isThread = (one: Partial<ThreadExtra>): boolean =>
    Number.isSafeInteger(one?.tid) &&
    typeof one.lists === 'object' &&
    typeof one.fds === 'object' &&
    one.fds !== null &&
    one.lists !== null;
  const isCapture = ({ count, firstTs, reapers }: Partial<CaptureExtra>): boolean =>
    Number.isSafeInteger(count) &&
    Array.isArray(firstTs) &&
    firstTs.every(Number.isSafeInteger) &&
    Array.isArray(reapers);
  return Array.isArray(threads) && threads.every(isThread) && (capture === undefined || isCapture(capture));
}

function parsePiece(bytes: Buffer): unknown {
  try {
    return JSON.parse(decodeText(bytes, 0, bytes.length));
  } catch {
    return null;
  }
}

/**
 * Restores what the annex of a mark says, but only before the first real event: later (as in merged captures) the state is more
 * accurate. An event whose annex is not a piece of a checkpoint counts as damaged.
 */
export function restoreCheckpoint(state: SystemState, evt: Evt): void {
  const bytes = state.isUntouched ? evt.view.annexEntry(ANNEX_TAG.CHECKPOINT) : null;
  const piece = bytes === null ? null : parsePiece(bytes);
  if (!isPiece(piece)) {
    if (bytes !== null) evt.view.addFault(ANNEX);
    return;
  }
  for (const extra of piece.threads) restoreThread(state, extra);
  if (piece.capture !== undefined) restoreCapture(state, piece.capture);
}
