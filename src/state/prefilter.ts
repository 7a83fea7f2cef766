import { Batch } from '../bytes/batch.js';
import { checkBatch } from '../scap/event-check.js';
import { CALL_BY_CODE } from '../schema/calls/calls.js';
import { STORED_EVENTS } from '../schema/events.js';
import { MOST_SOUGHT, NEAR, SLOTS, VERDICT } from '../schema/prefilter.js';
import { type ColumnExports, PrefilterColumns, type RowSummary } from './prefilter-columns.js';
import { type PackExports, RowPacker } from './row-packer.js';
import type { PrefilterRules } from './skip-rules.js';
import type { Sought } from './sought.js';

const PAGE = 65536;
/** Pages of the module's own data and stack. */
const OWN_PAGES = 32;
const NOWHERE = -1;
const NOTHING = new Uint8Array();
/** The bit in which small letters and capital ones differ. */
const CASE_BIT = 0x20;
const [SMALL_A, SMALL_Z] = [0x61, 0x7a];
const isSmallLetter = (byte: number): boolean => byte >= SMALL_A && byte <= SMALL_Z;
/** No tid, and no change count. */
const NONE = 0xffffffff;

/** Exports of native/prefilter: its functions, the addresses of its tables, and the end of what it uses of its memory. */
interface PrefilterExports extends ColumnExports, PackExports {
  readonly __heap_base: WebAssembly.Global;
  readonly skip_events: (slab: number, at: number, end: number) => number;
  readonly check: (slab: number, at: number, end: number) => number;
  readonly checked: WebAssembly.Global;
  readonly last_checked: WebAssembly.Global;
  readonly tids: WebAssembly.Global;
  readonly fetched_at: WebAssembly.Global;
  readonly verdicts: WebAssembly.Global;
  readonly fds_asked_at: WebAssembly.Global;
  readonly last_at: WebAssembly.Global;
  readonly enter_at: WebAssembly.Global;
  readonly actions: WebAssembly.Global;
  readonly rejected_calls: WebAssembly.Global;
  readonly sought: WebAssembly.Global;
  readonly sought_case: WebAssembly.Global;
  readonly sought_size: WebAssembly.Global;
  readonly has_sought: (event: number) => number;
  readonly changes: WebAssembly.Global;
  readonly fd_changes: WebAssembly.Global;
  readonly wide_fd_changes: WebAssembly.Global;
  readonly thread_changes: WebAssembly.Global;
  readonly number_changes: WebAssembly.Global;
  readonly skipped: WebAssembly.Global;
  readonly last_skipped: WebAssembly.Global;
  readonly kept: WebAssembly.Global;
  readonly kept_bytes: WebAssembly.Global;
  readonly kept_events: WebAssembly.Global;
}

/** Changes of descriptors: all, and those that may be of any descriptor. */
export interface FdCounts {
  all: number;
  wide: number;
}

/**
 * Skips events by tables alone (native/prefilter). Threads are cached in slots by the low bits of their tid. The caller fills the
 * slots, and reads from them which events were skipped.
 */
export class Prefilter {
  /** Memory for batches: only batches in it are prefiltered. */
  readonly slab: Buffer;
  /** ACTION by event type, for each VERDICT on a thread. */
  readonly actions: readonly Uint8Array[];
  /** REJECTED_CALLS by system call code. */
  private readonly rejectedCalls: Uint8Array;
  /** Tid of each slot, and the changes of its thread when that was fetched. */
  readonly tids: Uint32Array;
  readonly fetchedAt: Uint32Array;
  /** VERDICT of each slot, and SystemState.fdChanges when its descriptors were judged. */
  readonly verdicts: Uint8Array;
  readonly fdsAskedAt: Uint32Array;
  /** Batch offsets of the last skipped event and the last skipped enter event of each slot, or NOWHERE. */
  readonly lastAt: Int32Array;
  readonly enterAt: Int32Array;
  static readonly NOWHERE = NOWHERE;
  /** Copies of the skipped events of accepted threads, and their count. Write them, then call forgetKept(). */
  readonly kept: Batch;
  /** Columns of the events that a taker wants. */
  readonly columns: PrefilterColumns;
  /** Packs these columns. */
  readonly packer: RowPacker;
  private readonly keptBytes: Uint32Array;
  private readonly keptEvents: Uint32Array;
  private readonly sought: Uint8Array;
  private readonly soughtCase: Uint8Array;
  private readonly soughtSize: Uint32Array;
  private readonly holdsSought: PrefilterExports['has_sought'];
  private readonly skipEvents: PrefilterExports['skip_events'];
  private readonly checkEvents: PrefilterExports['check'];
  private readonly checked: Uint32Array;
  private readonly lastChecked: Uint32Array;
  private readonly changes: Uint32Array;
  private readonly fdChanges: Uint32Array;
  private readonly wideFdChanges: Uint32Array;
  /** Changes by the low bits of tids, and of numbers of descriptors (NearChanges). */
  readonly nearThreads: Uint32Array;
  readonly nearFds: Uint32Array;
  private readonly skipped: Uint32Array;
  private readonly lastSkippedAt: Uint32Array;

  /** Makes a prefilter with memory of its own and a slab of `slabSize` bytes, a multiple of 64 KiB. */
  constructor(module: WebAssembly.Module, slabSize: number) {
    // memory that grows detaches its buffer; from then on, V8 checks that in every access to any buffer of the process
    const memory = new WebAssembly.Memory({ initial: OWN_PAGES + (2 * slabSize) / PAGE });
    const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as PrefilterExports;
    const { buffer } = memory;
    const slabAt = Math.ceil(exports.__heap_base.value / PAGE) * PAGE;
    const words = ({ value }: WebAssembly.Global, length = SLOTS) => new Uint32Array(buffer, value, length);
    this.skipEvents = exports.skip_events;
    this.checkEvents = exports.check;
    this.checked = words(exports.checked, 1);
    this.lastChecked = words(exports.last_checked, 1);
    this.slab = Buffer.from(buffer, slabAt, slabSize);
    this.actions = Object.values(VERDICT).map(
      (verdict) => new Uint8Array(buffer, exports.actions.value + verdict * STORED_EVENTS.length, STORED_EVENTS.length),
    );
    this.rejectedCalls = new Uint8Array(buffer, exports.rejected_calls.value, CALL_BY_CODE.length);
    this.sought = new Uint8Array(buffer, exports.sought.value, MOST_SOUGHT);
    this.soughtCase = new Uint8Array(buffer, exports.sought_case.value, MOST_SOUGHT);
    this.soughtSize = words(exports.sought_size, 1);
    this.holdsSought = exports.has_sought;
    this.tids = words(exports.tids);
    this.fetchedAt = words(exports.fetched_at);
    this.verdicts = new Uint8Array(buffer, exports.verdicts.value, SLOTS);
    this.fdsAskedAt = words(exports.fds_asked_at);
    this.lastAt = new Int32Array(buffer, exports.last_at.value, SLOTS);
    this.enterAt = new Int32Array(buffer, exports.enter_at.value, SLOTS);
    this.changes = words(exports.changes, 1);
    this.fdChanges = words(exports.fd_changes, 1);
    this.wideFdChanges = words(exports.wide_fd_changes, 1);
    this.nearThreads = words(exports.thread_changes, NEAR);
    this.nearFds = words(exports.number_changes, NEAR);
    this.skipped = words(exports.skipped, 1);
    this.lastSkippedAt = words(exports.last_skipped, 1);
    // the kept events of a batch fit in as much memory as the batch
    this.kept = new Batch(Buffer.from(buffer, slabAt + slabSize, slabSize));
    words(exports.kept, 1)[0] = slabAt + slabSize;
    this.keptBytes = words(exports.kept_bytes, 1);
    this.keptEvents = words(exports.kept_events, 1);
    this.columns = new PrefilterColumns(buffer, exports);
    this.packer = new RowPacker(buffer, exports);
  }

  /** Sets what is done with events, and what rows are made of, and empties the slots. */
  start({ actionsOn, rejectedCalls, sought }: PrefilterRules, rows: RowSummary): void {
    this.seek(sought);
    this.actions.forEach((actions, verdict) => {
      actions.set(actionsOn(verdict));
    });
    this.rejectedCalls.set(rejectedCalls);
    this.tids.fill(NONE);
    this.fetchedAt.fill(NONE);
    this.lastAt.fill(NOWHERE);
    this.enterAt.fill(NOWHERE);
    this.skipped[0] = 0;
    this.nearThreads.fill(0);
    this.nearFds.fill(0);
    this.columns.start(rows);
    this.forgetKept();
  }

  private seek(sought: Sought | null): void {
    const bytes = sought?.bytes ?? NOTHING;
    this.sought.set(bytes);
    this.soughtSize[0] = bytes.length;
    // what makes a capital letter small
    bytes.forEach((byte, i) => {
      this.soughtCase[i] = sought?.isAnyCase && isSmallLetter(byte) ? CASE_BIT : 0;
    });
  }

  /** Assigns the slot of a tid to it, without a verdict; `changes` are those of the thread until now. */
  hold(tid: number, changes: number): void {
    const slot = tid & (SLOTS - 1);
    this.tids[slot] = tid;
    this.fetchedAt[slot] = changes;
    this.verdicts[slot] = VERDICT.OPEN;
    this.fdsAskedAt[slot] = NONE;
  }

  /** Ends a batch where its blocks stop being valid events, and counts the valid ones: a faster checkBatch. */
  check(batch: Batch): void {
    if (!this.holds(batch)) {
      checkBatch(batch);
      return;
    }
    batch.end = this.checkEvents(batch.bytes.byteOffset, batch.start, batch.end);
    batch.count = this.checked[0] as number;
    batch.last = this.lastChecked[0] as number;
  }

  /** Whether a batch lies in the slab. */
  holds(batch: Batch): boolean {
    return batch.bytes.buffer === this.slab.buffer;
  }

  /**
   * Skips from an event of a batch in the slab to the first one that the tables do not skip, or to the end; returns its offset.
   * `changes`: those that may be of any thread.
   */
  advance(batch: Batch, at: number, changes: number, { all, wide }: FdCounts): number {
    this.changes[0] = changes;
    this.fdChanges[0] = all;
    this.wideFdChanges[0] = wide;
    return this.skipEvents(batch.bytes.byteOffset, at, batch.end);
  }

  /** Whether an event of a batch in the slab has the bytes that are sought. */
  hasSought(batch: Batch, at: number): boolean {
    return this.holdsSought(batch.bytes.byteOffset + at) !== 0;
  }

  /** Appends an event of a batch to the kept events. */
  keep(batch: Batch, at: number, size: number): void {
    const end = this.keptBytes[0] as number;
    batch.bytes.copy(this.kept.bytes, end, at, at + size);
    this.keptBytes[0] = end + size;
    this.keptEvents[0] = (this.keptEvents[0] as number) + 1;
  }

  /** Makes `kept` hold the kept events; returns their number. */
  gatherKept(): number {
    this.kept.end = this.keptBytes[0] as number;
    this.kept.count = this.keptEvents[0] as number;
    return this.kept.count;
  }

  /** Discards the kept events. */
  forgetKept(): void {
    this.keptBytes[0] = 0;
    this.keptEvents[0] = 0;
  }

  /** Counts an event at an offset that the caller has skipped. */
  noteSkipped(at: number): void {
    this.lastSkippedAt[0] = at;
    this.skipped[0] = (this.skipped[0] as number) + 1;
  }

  /** Offset of the last skipped event. */
  get lastSkipped(): number {
    return this.lastSkippedAt[0] as number;
  }

  /** Number of events skipped since the last call. */
  takeSkipped(): number {
    const skipped = this.skipped[0] as number;
    this.skipped[0] = 0;
    return skipped;
  }
}
