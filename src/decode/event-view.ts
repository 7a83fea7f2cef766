// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { readInt64, readUint64, WIDE_ZERO } from '../bytes/int64.js';
import { decodeCString, decodeText } from '../bytes/text.js';
import { ANNEX_DAMAGED, annexEntryAt, annexEntrySize } from '../scap/annex.js';
import { ANNEX_TAG } from '../schema/annex-layout.js';
import { BLOCK, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { CALL_BY_CODE } from '../schema/calls/calls.js';
import { EF, type EventDef } from '../schema/event.js';
import {
  CPU_AT,
  EVENT,
  EVENT_AT,
  EVENT_HEADER_SIZE,
  FLAGS_AT,
  FLAGS_SIZE,
  LARGE_LENGTH_SIZE,
  LENGTH_SIZE,
  MAX_PARAMS,
  STATE_ONLY,
} from '../schema/event-layout.js';
import { EVENTS, EVT, FIRST_CALL_TYPE, STORED_EVENTS } from '../schema/events.js';
import { ANNEX, paramWidth, SizeFaults } from './size-faults.js';

/** Block types with a flags word. */
const { EVENT_FLAGS_V2, EVENT_FLAGS_V2_LARGE } = BLOCK;
const UINT64_SIZE = 8;
const NO_BATCH = new Batch(Buffer.alloc(0));
/** Bytes of the number of values in the annex of a call. */
const CALL_HEAD_SIZE = 2;

/** Whether the lengths at `at`, and values of these lengths behind them, end exactly at `end`. */
function fills(view: DataView, at: number, count: number, end: number): boolean {
  let left = end - at - count * LENGTH_SIZE;
  if (count > MAX_PARAMS || left < 0) return false;
  for (let i = 0; i < count; i++) left -= view.getUint16(at + i * LENGTH_SIZE, true);
  return left === 0;
}

/**
 * A window on one event of a batch. One view moves over all events: nothing is decoded until requested, and of its results only
 * numbers and strings may be kept after it moves.
 */
export class EventView {
  /** The batch that holds the event, its bytes, and a view of the bytes. */
  batch: Batch = NO_BATCH;
  bytes: Buffer = NO_BATCH.bytes;
  view: DataView = NO_BATCH.view;
  /** Row of the event table; undefined for an unknown type. */
  def: EventDef | undefined;
  /** Index of the row. A generic event that tells the arguments of its call has the type of that call (schema/calls). */
  type = 0;
  /** CPU (ring) that recorded the event. */
  cpu = 0;
  /** Whether the event only updates state and is not shown (STATE_ONLY of the block flags). */
  stateOnly = false;
  /** Kernel task id; -1 if there is none. */
  tid = 0;
  /** Nanoseconds since the epoch, as two halves. */
  tsHi = 0;
  tsLo = WIDE_ZERO;
  /** Number of parameters that both the event and its row have. */
  paramCount = 0;
  /** Number of parameters stored in the event. */
  storedCount = 0;
  /** The batch that the source delivered with the event, and the offset of its block there: completed events are elsewhere (state/converter.ts). */
  stored: Batch = NO_BATCH;
  storedAt = 0;
  /** Offset of the block in the batch, and of the byte after it. */
  blockStart = 0;
  blockEnd = 0;
  /** Byte offset of the event's own header in `bytes`. */
  headerStart = 0;

  private lengthsAt = 0;
  private lengthSize = LENGTH_SIZE;
  private located = false;
  private readonly starts = new Int32Array(MAX_PARAMS + 1);
  /** Counts the events in which a value of a wrong size was read. */
  readonly faults: SizeFaults;

  constructor(faults: SizeFaults = new SizeFaults()) {
    this.faults = faults;
  }

  /** Moves to the event block at byte offset `at` of a batch and returns the offset of the next one. */
  read(batch: Batch, at: number): number {
    const view = batch.view;
    this.batch = batch;
    this.stored = batch;
    this.storedAt = at;
    this.bytes = batch.bytes;
    this.view = view;
    const blockType = view.getUint32(at, true);
    const blockEnd = at + view.getUint32(at + BLOCK_LENGTH_AT, true);
    this.blockStart = at;
    this.blockEnd = blockEnd;
    this.cpu = view.getUint16(at + CPU_AT, true);
    let header = at + EVENT_AT;
    this.stateOnly = false;
    if (blockType === EVENT_FLAGS_V2 || blockType === EVENT_FLAGS_V2_LARGE) {
      this.stateOnly = (view.getUint32(at + FLAGS_AT, true) & STATE_ONLY) !== 0;
      header += FLAGS_SIZE;
    }
    this.readHeader(header);
    return blockEnd;
  }

  private readHeader(header: number): void {
    const view = this.view;
    this.tsLo = view.getUint32(header + EVENT.TS, true);
    this.tsHi = view.getUint32(header + EVENT.TS + 4, true);
    this.tid = readInt64(view, header + EVENT.TID);
    const type = view.getUint16(header + EVENT.TYPE, true);
    const nparams = view.getUint32(header + EVENT.NPARAMS, true);
    const def = STORED_EVENTS[type];
    this.type = type;
    this.def = def;
    this.headerStart = header;
    this.lengthsAt = header + EVENT_HEADER_SIZE;
    this.lengthSize = def !== undefined && (def.flags & EF.LARGE_PAYLOAD) !== 0 ? LARGE_LENGTH_SIZE : LENGTH_SIZE;
    this.storedCount = nparams;
    this.paramCount = def === undefined ? 0 : Math.min(nparams, def.allParams.length);
    this.located = false;
    this.starts[0] = this.lengthsAt + nparams * this.lengthSize;
    if (type <= EVT.GENERIC_X) this.readCall();
  }

  /** Moves on to the values of a call in the annex of a generic event, if there are any that fill their place. */
  private readCall(): void {
    const { view } = this;
    if (this.storedCount === 0) return;
    const call = CALL_BY_CODE[view.getUint16(this.starts[0] as number, true)] ?? -1;
    const at = call < 0 ? -1 : this.annexEntryAt(ANNEX_TAG.CALL);
    if (at < 0) return;
    const end = at + annexEntrySize(this.bytes, at);
    const count = end - at < CALL_HEAD_SIZE ? MAX_PARAMS + 1 : view.getUint16(at, true);
    if (!fills(view, at + CALL_HEAD_SIZE, count, end)) {
      this.addFault(ANNEX);
      return;
    }
    this.type = FIRST_CALL_TYPE + 2 * call + this.type;
    this.def = EVENTS[this.type];
    this.lengthsAt = at + CALL_HEAD_SIZE;
    this.storedCount = count;
    this.paramCount = Math.min(count, (this.def as EventDef).params.length);
    this.starts[0] = this.lengthsAt + count * LENGTH_SIZE;
  }

  /**
   * Moves to the parameters of `whole` from `first` on, as if they were an event of type `type`: an enter event that exists only as
   * part of its exit event.
   */
  readWithin(whole: EventView, first: number, type: number): void {
    const { starts, paramCount } = whole;
    if (!whole.located) whole.locate();
    this.batch = whole.batch;
    this.bytes = whole.bytes;
    this.view = whole.view;
    this.tid = whole.tid;
    this.tsHi = whole.tsHi;
    this.tsLo = whole.tsLo;
    this.type = type;
    this.def = EVENTS[type];
    this.paramCount = Math.max(0, Math.min(paramCount - first, this.def?.params.length ?? 0));
    this.storedCount = this.paramCount;
    for (let i = 0; i <= this.paramCount; i++) this.starts[i] = starts[first + i] as number;
    this.located = true;
  }

  private locate(): void {
    const { view, starts, lengthSize } = this;
    for (let i = 0; i < this.paramCount; i++) {
      const at = this.lengthsAt + i * lengthSize;
      const length = lengthSize === LENGTH_SIZE ? view.getUint16(at, true) : view.getUint32(at, true);
      starts[i + 1] = (starts[i] as number) + length;
    }
    this.located = true;
  }

  /** The entry of the event's annex with a tag; null if there is none. A damaged annex counts as damage to the event. */
  annexEntry(tag: number): Buffer | null {
    const at = this.annexEntryAt(tag);
    return at < 0 ? null : this.bytes.subarray(at, at + annexEntrySize(this.bytes, at));
  }

  /** The nth unsigned integer of 64 bits in the entry of the event's annex with a tag; NaN if it is not there. */
  annexUint64(tag: number, index: number): number {
    const at = this.annexEntryAt(tag);
    const from = index * UINT64_SIZE;
    return at < 0 || annexEntrySize(this.bytes, at) < from + UINT64_SIZE
      ? Number.NaN
      : readUint64(this.view, at + from);
  }

  private annexEntryAt(tag: number): number {
    const start = this.headerStart + this.view.getUint32(this.headerStart + EVENT.LENGTH, true);
    const at = annexEntryAt(this.bytes, start, this.blockEnd - BLOCK_TRAILER_SIZE, tag);
    if (at === ANNEX_DAMAGED) this.addFault(ANNEX);
    return at;
  }

  /** Byte offsets of the parameter values in `bytes`, then the end of the last value. */
  paramStarts(): Int32Array {
    if (!this.located) this.locate();
    return this.starts;
  }

  /** Byte offset of a parameter's value in `bytes`. The index must be below `paramCount`. */
  paramStart(index: number): number {
    if (!this.located) this.locate();
    return this.starts[index] as number;
  }

  /** Byte length of a parameter's value; 0 if the event has no such parameter. */
  paramLength(index: number): number {
    if (index >= this.paramCount) return 0;
    if (!this.located) this.locate();
    return (this.starts[index + 1] as number) - (this.starts[index] as number);
  }

  /** Counts the event as damaged: a value was read whose size does not fit its type. */
  addFault(index: number): void {
    this.faults.add(this, index);
  }

  /** Whether a parameter has as many bytes as its type. If it has a different number other than 0, the event counts as damaged. */
  hasSize(index: number, size: number): boolean {
    const length = this.paramLength(index);
    if (length === size) return true;
    if (length > 0) this.addFault(index);
    return false;
  }

  /** NaN, for a number that cannot be read. */
  private missing(index: number): number {
    if (this.paramLength(index) > 0) this.checkSize(index);
    return Number.NaN;
  }

  /** Counts the event as damaged if a parameter has another size than its type. */
  private checkSize(index: number): void {
    const width = paramWidth(this.def, index);
    // a parameter whose type has another width is not damaged: the caller only probes for this width
    if (width !== 0) this.hasSize(index, width);
  }

  /** 8-bit parameter; NaN if absent or of another size. */
  uint8(index: number): number {
    return this.paramLength(index) === 1 ? this.view.getUint8(this.paramStart(index)) : this.missing(index);
  }

  /** 16-bit parameter; NaN if absent or of another size. */
  uint16(index: number): number {
    return this.paramLength(index) === 2 ? this.view.getUint16(this.paramStart(index), true) : this.missing(index);
  }

  /** 32-bit parameter; NaN if absent or of another size. */
  uint32(index: number): number {
    return this.paramLength(index) === 4 ? this.view.getUint32(this.paramStart(index), true) : this.missing(index);
  }

  /** Signed 32-bit parameter; NaN if absent or of another size. */
  int32(index: number): number {
    return this.paramLength(index) === 4 ? this.view.getInt32(this.paramStart(index), true) : this.missing(index);
  }

  /** Signed 64-bit parameter as a number (see the 64-bit policy); NaN if absent or of another size. */
  int64(index: number): number {
    return this.paramLength(index) === 8 ? readInt64(this.view, this.paramStart(index)) : this.missing(index);
  }

  /** Unsigned 64-bit parameter as a number (see the 64-bit policy); NaN if absent or of another size. */
  uint64(index: number): number {
    return this.paramLength(index) === 8 ? readUint64(this.view, this.paramStart(index)) : this.missing(index);
  }

  /** Text of a string parameter up to its NUL, as a byte string; '' if absent or empty. */
  text(index: number): string {
    const length = this.paramLength(index);
    if (length === 0) return '';
    const start = this.paramStart(index);
    return decodeCString(this.bytes, start, start + length);
  }

  /** All bytes of a parameter as a byte string; '' if absent. */
  rawText(index: number): string {
    const length = this.paramLength(index);
    if (length === 0) return '';
    const start = this.paramStart(index);
    return decodeText(this.bytes, start, start + length);
  }

  /** Whether the event has the parameter and its value is not empty. */
  has(index: number): boolean {
    return this.paramLength(index) > 0;
  }
}
