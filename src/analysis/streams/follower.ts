import { resultOf } from '../../fields/result.js';
import type { Filter } from '../../filter/filter.js';
import type { Piece, Stream } from '../../output/streams/stream.js';
import { ERRNO_NAMES } from '../../schema/errno.js';
import { isExitType } from '../../schema/event.js';
import { EVT } from '../../schema/events.js';
import type { ColumnTaker } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import { bindFd } from '../../state/fd-changes.js';
import { LATER } from '../later-errors.js';
import { CALL_FORMS } from './calls.js';
import { type PendingCall, PendingCalls } from './pending-calls.js';
import { NOTHING, pieceOf } from './piece.js';
import { type OpenStream, StreamTable } from './stream-table.js';
import { UnselectedRows } from './unselected-rows.js';

/** What becomes of the streams. Everything is valid during the call only. */
export interface StreamSink {
  /** The first bytes, or the first note, of a stream follow. */
  begin(stream: Stream, evt: Evt): void;
  /** Returns whether the bytes are shown. */
  piece(stream: Stream, piece: Piece, evt: Evt): boolean;
  /** Something else that happened to it (plain text). */
  note(stream: Stream, text: string, evt: Evt): void;
}

/** What is missing in the streams that were shown. */
export interface Gaps {
  /** Calls whose bytes were captured in part, the most that one of them moved, and the bytes that are missing. */
  cutCalls: number;
  longest: number;
  cutBytes: number;
  /** Bytes that calls moved whose bytes are never captured. */
  unseenBytes: number;
  /** Whether events were lost. */
  losses: number;
}

const { CLOSE_X, MMAP_X, MMAP2_X, DROP_E } = EVT;
const MAPS: ReadonlySet<number> = new Set([MMAP_X, MMAP2_X]);
const LOST = 'events were lost before this: bytes may be missing';

const errorName = (result: number): string => ERRNO_NAMES[-result] ?? `error ${-result}`;

/**
 * Follows open file descriptions, so that it does not matter by which number, and from which process, bytes go through them. A
 * stream is shown from the first event on that the selector accepts; the bytes before it are counted.
 */
export class Follower {
  readonly gaps: Gaps = { cutCalls: 0, longest: 0, cutBytes: 0, unseenBytes: 0, losses: 0 };
  readonly table = new StreamTable();
  readonly pending = new PendingCalls();
  private readonly selector: Filter | null;
  private readonly rows: UnselectedRows | null;
  private readonly sink: StreamSink;

  /** `selector` judges events of STREAM_EVENTS; null selects all streams. */
  constructor(selector: Filter | null, sink: StreamSink) {
    this.selector = selector;
    this.rows = selector === null ? null : new UnselectedRows(selector, this);
    this.sink = sink;
  }

  /** What takes events of streams that are not selected; null if all streams are. */
  get taker(): ColumnTaker | null {
    return this.rows;
  }

  /** How many streams there have been that the selector accepts. */
  get count(): number {
    return this.table.shown;
  }

  /** Notes that events were lost. */
  lose(): void {
    this.gaps.losses++;
    this.table.losses = this.gaps.losses;
  }

  /** Takes an event; returns whether it moved bytes of a stream that is shown. */
  take(evt: Evt): boolean {
    const { view } = evt;
    const { type } = view;
    this.rows?.noteEvent(evt);
    if (type === DROP_E) this.lose();
    if (!isExitType(type)) {
      this.pending.begin(view);
      return false;
    }
    const call = this.pending.end(view);
    const isShown = this.takeOwn(evt, call);
    if (call !== null && call.from >= 0 && resultOf(evt) > 0) this.takeFrom(call.from, evt);
    if (type === CLOSE_X && resultOf(evt) === 0) this.table.closeUnknown(evt);
    return isShown;
  }

  private takeOwn(evt: Evt, call: PendingCall | null): boolean {
    const stream = this.selectedOf(evt);
    if (stream === null) return false;
    const form = CALL_FORMS[evt.view.type] ?? null;
    if (form !== null) return this.move(stream, evt, pieceOf(evt, form, call));
    if (stream.isSelected && MAPS.has(evt.view.type) && evt.fd !== null && resultOf(evt) >= 0)
      this.note(stream, 'mapped into memory: what is read and written there is not captured', evt);
    return false;
  }

  /** Takes the other descriptor of sendfile and its like, from which the bytes come. */
  private takeFrom(from: number, evt: Evt): void {
    const { thread, fdNum, view } = evt;
    if (thread === null) return;
    bindFd(evt, thread, from);
    const stream = this.selectedOf(evt);
    const piece = { ...NOTHING, isRead: true, length: resultOf(evt), unseenCall: view.def?.name ?? '' };
    if (stream !== null) this.move(stream, evt, piece);
    bindFd(evt, thread, fdNum);
  }

  /** The stream of the event's descriptor, with a number if the selector accepts the event. */
  private selectedOf(evt: Evt): OpenStream | null {
    const stream = this.table.of(evt);
    if (stream !== null && !stream.isSelected && this.selects(evt)) this.table.select(stream, evt.state);
    return stream;
  }

  private selects(evt: Evt): boolean {
    return this.selector === null || this.selector.test(evt);
  }

  private move(stream: OpenStream, evt: Evt, piece: Piece): boolean {
    const { length, isRead } = piece;
    if (!(length > 0)) {
      if (stream.isSelected) this.noteEmpty(stream, evt, piece);
      return false;
    }
    const isShown = stream.isSelected && this.show(stream, evt, piece);
    if (isRead) stream.read += length;
    else stream.written += length;
    return isShown;
  }

  private show(stream: OpenStream, evt: Evt, piece: Piece): boolean {
    this.begin(stream, evt);
    if (stream.losses !== this.gaps.losses) {
      stream.losses = this.gaps.losses;
      this.sink.note(stream, LOST, evt);
    }
    const isShown = this.sink.piece(stream, piece, evt);
    if (isShown) this.noteGap(piece);
    return isShown;
  }

  private noteGap({ length, captured, unseenCall }: Piece): void {
    const { gaps } = this;
    const missing = length - captured;
    if (missing === 0) return;
    if (unseenCall !== '') gaps.unseenBytes += missing;
    else {
      gaps.cutCalls++;
      gaps.cutBytes += missing;
      gaps.longest = Math.max(gaps.longest, length);
    }
  }

  /** Notes a failure, or the end of what can be read. */
  private noteEmpty(stream: OpenStream, evt: Evt, { length, isRead }: Piece): void {
    const name = evt.view.def?.name ?? '';
    if (length < 0 && !LATER.has(errorName(length))) this.note(stream, `${name} failed: ${errorName(length)}`, evt);
    else if (length === 0 && isRead) this.note(stream, `${name} returned no bytes: the end, or an empty message`, evt);
  }

  private note(stream: OpenStream, text: string, evt: Evt): void {
    this.begin(stream, evt);
    this.sink.note(stream, text, evt);
  }

  private begin(stream: OpenStream, evt: Evt): void {
    if (stream.number > 0) return;
    this.table.begin(stream, evt.fd);
    this.sink.begin(stream, evt);
  }
}
