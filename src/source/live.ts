import { platform } from 'node:os';
import { Batch } from '../bytes/batch.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import type { CaptureHeader } from '../scap/header.js';
import { HeaderRoom } from '../scap/header-room.js';
import { BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { EVENT, EVENT_AT } from '../schema/event-layout.js';
import type { ContainerLookup } from './containers/container-lookup.js';
import { DropMarks } from './drop-marks.js';
import { loadAddon, type NativeAddon, type NativeProbe, type ProbeOptions } from './native.js';
import { hasNumbersOfEvents, hidesProcesses } from './procfs/namespace.js';
import { scanMachine } from './procfs/scan-machine.js';
import type { EventSource, SourceItem } from './source.js';

/** What a live capture may be told. */
export interface LiveOptions extends ProbeOptions {
  /** Where events are given out (SLAB_BYTES are enough); memory of its own where it is null. */
  readonly slab: Buffer | null;
  /** Asks about containers; their events come among the others. */
  readonly containers: ContainerLookup;
  /** Descriptor whose reader the capture is for: it ends when that goes away; null for none. */
  readonly readerOf: number | null;
  /** What the state of the machine takes room of. */
  readonly memory: MemoryBudget;
  /** Hears what people should know about the capture. */
  readonly warn: (line: string) => void;
}

/** Offset of an event's time in its block. */
const TS_AT = EVENT_AT + EVENT.TS;
/** Large enough for the largest event, small enough for the caches. */
const SLAB_BYTES = 1 << 20;
/** What arrives during the scan of /proc is kept in memory up to here; from then on the rings must hold it. */
const MAX_EARLY_SLABS = 256;
/** Slabs for what comes while those are gone through: as much as two rings of the usual size hold. */
const MORE_SLABS = 16;
/** After a read that gave less than this the rings are left to fill: a turn with few events costs more than the events. */
const FEW_BYTES = 1 << 15;
/** Events below the probe's watermark wait no longer than this. */
const TAIL_MS = 50;
/** A slab with less room than this is full: the largest event may be longer than what is left. */
const MIN_ROOM = 1 << 17;
/** How often it is looked whether the reader is still there. */
const READER_MS = 500;
const FOREIGN_PROC =
  'sysshark: processes that run already have no names: /proc is that of a pid namespace (in a container, share the pid namespace of the host)';

const HIDING_PROC =
  'sysshark: processes of other users that run already have no names: /proc hides them (hidepid); CAP_SYS_PTRACE shows them';

/** This machine as a source: attached first, then /proc is read, so what is born in between is not lost. */
export class LiveSource implements EventSource {
  readonly name = 'this machine';
  private readonly options: LiveOptions;
  private probe: NativeProbe | null = null;
  private isStopping = false;
  private readerTimer: NodeJS.Timeout | undefined;
  private wake: () => void = () => undefined;
  /** Whether the watermark was passed since somebody waited for it. */
  private isPassed = false;
  /** Time of the last event that was given out, as halves. */
  private lastTsHi = 0;
  private lastTsLo = 0;
  private readonly drops = new DropMarks();
  /** What the machine looked like when it was opened, and the events that came meanwhile; given out first. */
  private header: CaptureHeader | null = null;
  private readonly early: Batch[] = [];
  private readonly room: HeaderRoom;

  constructor(options: LiveOptions) {
    this.options = options;
    this.room = new HeaderRoom(options.memory);
  }

  /** Loads and attaches the probe and looks at the machine; what comes after it needs no root. Throws SyssharkError that names what is missing. */
  open(): void {
    const { warn } = this.options;
    if (platform() !== 'linux')
      throw new SyssharkError('NO_ADDON', 'live capture needs Linux; -r reads captures anywhere');
    const addon = loadAddon();
    const probe = addon.open(this.options);
    this.probe = probe;
    this.watchReader(addon);
    const refused = this.probe.refusedPrograms();
    if (refused.length > 0)
      warn(
        `sysshark: the kernel refuses the programs of some events; calls among them are recorded as generic ones, others not at all: ${refused.join(' ')}`,
      );
    this.probe.onReadable(() => {
      this.isPassed = true;
      this.wake();
    });
    if (!hasNumbersOfEvents('/proc')) warn(FOREIGN_PROC);
    if (hidesProcesses('/proc')) warn(HIDING_PROC);
    this.header = scanMachine(() => drainInto(probe, this.early), undefined, this.room);
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    if (this.probe === null) this.open();
    const probe = this.probe as unknown as NativeProbe;
    this.room.open();
    yield { kind: 'header', header: this.header as CaptureHeader, room: this.room };
    this.header = null;
    this.room.release();
    yield* this.givenEarly(probe);
    const batch = new Batch(this.options.slab ?? Buffer.allocUnsafeSlow(SLAB_BYTES));
    while (!this.isStopping) {
      const bytes = probe.read(batch.bytes);
      batch.end = bytes;
      if (bytes > 0) yield this.given(batch);
      yield* this.own(probe);
      if (bytes < FEW_BYTES) await this.readable();
    }
    probe.detach();
    for (batch.end = probe.flush(batch.bytes); batch.end > 0; batch.end = probe.flush(batch.bytes))
      yield this.given(batch);
  }

  /**
   * What came while the machine was looked at. What comes meanwhile waits in memory, or the rings would run over: the first events take
   * long, and until they are looked at nothing is rejected.
   */
  private *givenEarly(probe: NativeProbe): Generator<SourceItem, void, void> {
    const { early } = this;
    const most = early.length + MORE_SLABS;
    for (let batch = early.shift(); batch !== undefined; batch = early.shift()) {
      if (batch.end > 0) yield this.given(batch);
      while (!this.isStopping && early.length > 0 && early.length < most && drainInto(probe, early) >= FEW_BYTES);
    }
  }

  /** Whether what came while the machine was looked at is given out: from the last of it on, the rings are read as they fill. */
  get isCaughtUp(): boolean {
    return this.early.every(({ end }) => end === 0);
  }

  /** Events that are not the probe's: what engines say of containers, and that events were lost. */
  private *own(probe: NativeProbe): Generator<SourceItem, void, void> {
    const { lastTsHi, lastTsLo } = this;
    if (lastTsHi === 0) return;
    const drop = this.drops.take((into) => probe.stats(into), lastTsHi, lastTsLo);
    const told = this.options.containers.take(lastTsHi, lastTsLo);
    if (drop !== null) yield { kind: 'marks', batch: Batch.whole(drop) };
    if (told !== null) yield { kind: 'events', batch: Batch.whole(told) };
  }

  /** A batch of the probe, whose last time is noted. */
  private given(batch: Batch): SourceItem {
    const { view, end } = batch;
    const last = end - view.getUint32(end - BLOCK_TRAILER_SIZE, true);
    this.lastTsLo = view.getUint32(last + TS_AT, true);
    this.lastTsHi = view.getUint32(last + TS_AT + 4, true);
    return { kind: 'events', batch };
  }

  /** Whether something is to be said yet of containers that were asked about. */
  get isAsking(): boolean {
    return this.options.containers.isAsking;
  }

  /** Asks about a container by its id; what is said of it comes as an event later, if anybody knows it. */
  lookUp(id: string): void {
    this.options.containers.ask(id);
  }

  /** Resolves at the probe's watermark, also if it was passed before, after the slow timer or when the source is stopped. */
  private readable(): Promise<void> {
    const isReady = this.isPassed || this.isStopping;
    this.isPassed = false;
    if (isReady) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TAIL_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Has no more recorded of threads than state needs, until they change; false where they are to be judged again (NativeProbe.reject). */
  reject(verdicts: Uint32Array, count: number): boolean {
    return this.probe?.reject(verdicts, count) ?? true;
  }

  /** Fills `into` with the probe's counters; the slots are PROBE_STATS of schema/stats.ts. */
  stats(into: BigUint64Array): void {
    this.probe?.stats(into);
  }

  /** Ends where nobody reads what is written any more: that would be noticed at the next event only, which may never come. */
  private watchReader(addon: NativeAddon): void {
    const { readerOf } = this.options;
    if (readerOf === null) return;
    this.readerTimer = setInterval(() => {
      if (!addon.hasReader(readerOf)) this.stop();
    }, READER_MS);
  }

  readonly damage = null;

  stop(): void {
    this.isStopping = true;
    this.wake();
  }

  close(): void {
    clearInterval(this.readerTimer);
    this.options.containers.close();
    this.probe?.close();
    this.probe = null;
  }
}

/** Moves what has arrived from the rings to memory: one read, so that a storm cannot hold up the scan. Returns the bytes moved. */
function drainInto(probe: NativeProbe, slabs: Batch[]): number {
  let last = slabs.at(-1);
  if (last === undefined || last.bytes.length - last.end < MIN_ROOM) {
    if (slabs.length === MAX_EARLY_SLABS) return 0;
    last = new Batch(Buffer.allocUnsafeSlow(SLAB_BYTES));
    slabs.push(last);
  }
  const bytes = probe.read(last.bytes.subarray(last.end));
  last.end += bytes;
  return bytes;
}
