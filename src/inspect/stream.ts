import { LATER } from '../analysis/later-errors.js';
import { CALL_FORMS } from '../analysis/streams/calls.js';
import { Follower } from '../analysis/streams/follower.js';
import type { Piece } from '../output/streams/stream.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import type { Evt } from '../state/evt.js';
import type { Inspection } from './inspection.js';

/** Bytes that a call moved through a descriptor. */
export interface StreamPiece {
  readonly row: number;
  /** ns since the epoch. */
  readonly time: bigint;
  readonly isRead: boolean;
  /** Who moved them: its name (a byte string) and thread, and its number of the descriptor. */
  readonly process: string;
  readonly tid: number;
  readonly fd: number;
  /** The captured ones. */
  readonly bytes: Buffer;
  /** How many the call moved. */
  readonly length: number;
}

/** Something else that happened to a descriptor. */
export interface StreamNote {
  readonly row: number;
  readonly time: bigint;
  readonly text: string;
}

/** What went through a descriptor. */
export interface DescriptorStream {
  /** fd.name (a byte string); empty if it is not known. */
  readonly name: string;
  readonly pieces: readonly StreamPiece[];
  readonly notes: readonly StreamNote[];
  /** Whether there are more pieces. */
  readonly isCut: boolean;
}

/** What takes a stream, in order. All is valid during the call only. */
export interface DescriptorSink {
  /** Returns whether it wants more. */
  piece(piece: Piece, evt: Evt, row: number): boolean;
  note?(text: string, row: number): void;
}

/** Bytes and calls of a stream that are told at a time. */
const MAX_BYTES = 4 << 20;
const MAX_CALLS = 20_000;

/** By event type: whether calls move bytes from a second descriptor, which the index does not have; their enter events, too. */
const HAS_SOURCE = CALL_FORMS.map((_, type) => {
  const isOne = (one: number): boolean => (CALL_FORMS[one]?.from ?? -1) >= 0;
  return isOne(type) || isOne(type + 1);
});

/** Whether a result is one to try again, which says nothing of a stream. */
const isLater = (result: number): boolean => result < 0 && LATER.has(ERRNO_NAMES[-result] ?? '');

/** The descriptor of a row: who has it, and which rows may have moved bytes through it. */
class Followed {
  private readonly inspection: Inspection;
  private readonly isSame: (id: number) => boolean;

  constructor(inspection: Inspection, row: number) {
    this.inspection = inspection;
    const likeness = inspection.related.ofDescriptor(inspection.index.kept.subjectId(row));
    this.isSame = likeness?.isSame ?? (() => false);
  }

  /** At most so many rows, in order. */
  rows(most: number): number[] {
    const { kept } = this.inspection.index;
    const isWanted = this.wantedSubjects();
    const rows: number[] = [];
    for (let at = kept.first; at < kept.count && rows.length < most; at++)
      if (isWanted[kept.subjectId(at)] === 1 && !isLater(kept.result(at))) rows.push(at);
    return rows;
  }

  /** By subject: 1 for calls through the descriptor, and for those of its processes that have a second one. */
  private wantedSubjects(): Uint8Array {
    const { index } = this.inspection;
    const { dictionary } = index.kept;
    const pids = new Set<unknown>();
    for (let id = 0; id < dictionary.count; id++) if (this.isSame(id)) pids.add(index.pidOf(id));
    return Uint8Array.from({ length: dictionary.count }, (_, id) => {
      const type = dictionary.typeOf(id);
      if (HAS_SOURCE[type] === true && pids.has(index.pidOf(id))) return 1;
      return CALL_FORMS[type] && this.isSame(id) ? 1 : 0;
    });
  }

  /** Whether the descriptor that an event of a row has now is the one. */
  has({ fdNum, thread }: Evt, row: number): boolean {
    const { kept } = this.inspection.index;
    const own = kept.subjectId(row);
    if (fdNum === kept.dictionary.fdOf(own)) return this.isSame(own);
    const use = this.useOf(fdNum, thread?.pid, row);
    return use >= 0 && this.isSame(kept.subjectId(use));
  }

  /** The last row at which a process used a number before another row, or else the first one behind it; -1 for none. */
  private useOf(fd: number, pid: unknown, row: number): number {
    const { index } = this.inspection;
    const { kept } = index;
    const isOne = (at: number): boolean => {
      const id = kept.subjectId(at);
      return kept.dictionary.fdOf(id) === fd && index.pidOf(id) === pid;
    };
    for (let at = row; at >= kept.first; at--) if (isOne(at)) return at;
    for (let at = row; at < kept.count; at++) if (isOne(at)) return at;
    return -1;
  }
}

/**
 * Passes on what went through the descriptor of a row's event: through its open file description, whatever numbers and processes had it,
 * as `sysshark follow` does, until nobody waits for it any more (`signal`). Returns its name, and whether there is more.
 */
export async function followDescriptor(
  inspection: Inspection,
  row: number,
  sink: DescriptorSink,
  signal: AbortSignal | null = null,
): Promise<Pick<DescriptorStream, 'name' | 'isCut'>> {
  const followed = new Followed(inspection, row);
  const rows = followed.rows(MAX_CALLS + 1);
  let name = '';
  let at = row;
  let wantsMore = true;
  const follower = new Follower(null, {
    begin: () => undefined,
    piece: (_, piece, evt) => {
      if (!followed.has(evt, at)) return false;
      name = evt.fd?.name ?? name;
      wantsMore = sink.piece(piece, evt, at);
      return true;
    },
    note: (_, text, evt) => {
      if (followed.has(evt, at)) sink.note?.(text, at);
    },
  });
  const told = rows.slice(0, MAX_CALLS);
  const take = (evt: Evt, of: number): boolean => {
    at = of;
    follower.take(evt);
    return wantsMore;
  };
  await inspection.read(told, take, signal);
  return { name, isCut: rows.length > told.length || !wantsMore };
}

/** What went through the descriptor of a row's event. `signal` is aborted when nobody waits for it any more. */
export async function descriptorStream(
  inspection: Inspection,
  row: number,
  signal: AbortSignal | null = null,
): Promise<DescriptorStream> {
  const { kept } = inspection.index;
  const pieces: StreamPiece[] = [];
  const notes: StreamNote[] = [];
  let bytes = 0;
  const sink: DescriptorSink = {
    piece: ({ isRead, data, start, captured, length }, { thread, view, fdNum }, at) => {
      const copy = Buffer.from(new Uint8Array(data.buffer, data.byteOffset + start, captured));
      const mover = { process: thread?.comm ?? '', tid: view.tid, fd: fdNum };
      pieces.push({ row: at, time: kept.time(at), isRead, ...mover, bytes: copy, length });
      bytes += captured;
      return bytes <= MAX_BYTES;
    },
    note: (text, at) => {
      notes.push({ row: at, time: kept.time(at), text });
    },
  };
  const found = await followDescriptor(inspection, row, sink, signal);
  return { ...found, pieces, notes };
}
