import { platform } from 'node:os';
import { Batch } from '../bytes/batch.js';
import { difference64 } from '../bytes/int64.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import type { CaptureHeader } from '../scap/header.js';
import { HeaderRoom } from '../scap/header-room.js';
import { BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { EVENT, EVENT_AT } from '../schema/event-layout.js';
import { clockMs } from './clock.js';
import type { ContainerLookup } from './containers/container-lookup.js';
import { DropMarks } from './drop-marks.js';
import { loadAddon, type NativeAddon, type NativeProbe, type ProbeOptions } from './native.js';
import type { WantedFds } from './procfs/descriptors.js';
import { hidesProcesses, showsHostPids } from './procfs/namespace.js';
import { scanMachine } from './procfs/scan-machine.js';
import type { EventSource, SourceItem } from './source.js';

/** Options of a live capture. */
export interface LiveOptions extends ProbeOptions {
  /** Memory for the delivered events (SLAB_BYTES are enough); null for memory of its own. */
  readonly slab: Buffer | null;
  /** Asks engines about containers; the answers become events. */
  readonly containers: ContainerLookup;
  /** Output descriptor: the capture ends when nothing reads from it any more; null for none. */
  readonly readerOf: number | null;
  /** The budget that the state of the machine takes memory from. */
  readonly memory: MemoryBudget;
  /** Which descriptors of processes that run already are needed. */
  readonly wantedFds: WantedFds;
  /** Takes warnings for the user. */
  readonly warn: (line: string) => void;
}

/** Offset of an event's time in its block. */
const TS_AT = EVENT_AT + EVENT.TS;
/** Large enough for the largest event, small enough for the caches. */
const SLAB_BYTES = 1 << 20;
/** After a read of fewer bytes, the rings may fill up first: a turn with few events costs more than the events. */
const FEW_BYTES = 1 << 15;
/** Longest wait for the probe's watermark. */
const TAIL_MS = 50;
/** After this time, events are no longer held back (NativeProbe.read). */
const HELD_BACK_MS = 2;
/** How often to check whether the output still has a reader. */
const READER_MS = 500;
const FOREIGN_PROC =
  'sysshark: no names for processes that started before the capture: /proc belongs to another pid namespace (run the container with --pid=host)';
const HIDING_PROC =
  'sysshark: no names for processes of other users that started before the capture: /proc hides them (hidepid); grant CAP_SYS_PTRACE to see them';

/** This machine as a source. The probe is attached before /proc is read, so processes that start in between are not lost. */
export class LiveSource implements EventSource {
  readonly name = 'this machine';
  private readonly options: LiveOptions;
  private probe: NativeProbe | null = null;
  private queueBytes = 0;
  private isStopping = false;
  private readerTimer: NodeJS.Timeout | undefined;
  private wake: () => void = () => undefined;
  /** Whether the watermark has been passed since the last wait for it. */
  private isPassed = false;
  /** Time of the last event that was delivered, as halves. */
  private lastTsHi = 0;
  private lastTsLo = 0;
  private readonly drops = new DropMarks();
  /** The state of the machine when it was opened; delivered first. */
  private header: CaptureHeader | null = null;
  private wasCaughtUp = false;
  /** Who waits until the events of a time (clockMs) and before are delivered. */
  private awaited: { readonly until: number; readonly resolve: () => void }[] = [];
  private readonly room: HeaderRoom;

  constructor(options: LiveOptions) {
    this.options = options;
    this.room = new HeaderRoom(options.memory);
  }

  /** Attaches the probe and scans the machine; nothing after it needs root. Throws SyssharkError that names what is missing. */
  open(): void {
    const { warn } = this.options;
    if (platform() !== 'linux')
      throw new SyssharkError('NO_ADDON', 'live capture needs Linux; -r reads captures anywhere');
    const addon = loadAddon();
    const probe = addon.open(this.options);
    this.probe = probe;
    this.queueBytes = addon.queueBytes;
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
    if (!showsHostPids('/proc')) warn(FOREIGN_PROC);
    if (hidesProcesses('/proc')) warn(HIDING_PROC);
    this.header = scanMachine(undefined, this.room, this.options.wantedFds);
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    if (this.probe === null) this.open();
    const probe = this.probe as unknown as NativeProbe;
    this.room.open();
    yield { kind: 'header', header: this.header as CaptureHeader, room: this.room };
    this.header = null;
    this.room.release();
    const batch = new Batch(this.options.slab ?? Buffer.allocUnsafeSlow(SLAB_BYTES));
    while (!this.isStopping) {
      const now = clockMs();
      const bytes = probe.read(batch.bytes);
      batch.end = bytes;
      if (bytes > 0) yield this.itemOf(batch);
      yield* this.ownEvents(probe);
      if (bytes >= FEW_BYTES) continue;
      this.settle(now - HELD_BACK_MS);
      await this.readable();
    }
    probe.detach();
    for (batch.end = probe.flush(batch.bytes); batch.end > 0; batch.end = probe.flush(batch.bytes))
      yield this.itemOf(batch);
  }

  /**
   * Whether all events that arrived during the scan have been delivered; from then on, they are read as they arrive. Always
   * true if there were few.
   */
  get isCaughtUp(): boolean {
    this.wasCaughtUp ||= this.probe?.queued() === 0;
    return this.wasCaughtUp;
  }

  /** Whether more than half of the memory for events that wait is taken. */
  get isPressed(): boolean {
    return (this.probe?.queued() ?? 0) > this.queueBytes / 2;
  }

  /** Resolves when all events that have been recorded by now are delivered. */
  delivered(): Promise<void> {
    setTimeout(() => this.wake(), HELD_BACK_MS);
    return new Promise((resolve) => this.awaited.push({ until: clockMs(), resolve }));
  }

  /** Informs those who wait for events of this time or before. */
  private settle(time: number): void {
    for (const { until, resolve } of this.awaited) if (until <= time) resolve();
    this.awaited = this.awaited.filter(({ until }) => until > time);
  }

  /** Events that the probe did not record: answers of container engines, and drop events. */
  private *ownEvents(probe: NativeProbe): Generator<SourceItem, void, void> {
    const { lastTsHi, lastTsLo } = this;
    if (lastTsHi === 0) return;
    const drop = this.drops.take((into) => probe.stats(into), lastTsHi, lastTsLo);
    const answers = this.options.containers.take(lastTsHi, lastTsLo);
    if (drop !== null) yield { kind: 'marks', batch: Batch.whole(drop) };
    if (answers !== null) yield { kind: 'events', batch: Batch.whole(answers) };
  }

  /** The item for a batch of the probe; notes the time of its last event, unless that is one that was held (native/rings.c). */
  private itemOf(batch: Batch): SourceItem {
    const { view, end } = batch;
    const last = end - view.getUint32(end - BLOCK_TRAILER_SIZE, true);
    const tsLo = view.getUint32(last + TS_AT, true);
    const tsHi = view.getUint32(last + TS_AT + 4, true);
    if (difference64(tsHi, tsLo, this.lastTsHi, this.lastTsLo) > 0) {
      this.lastTsHi = tsHi;
      this.lastTsLo = tsLo;
    }
    return { kind: 'events', batch };
  }

  /** Whether engines have yet to answer about containers. */
  get isAsking(): boolean {
    return this.options.containers.isBusy;
  }

  /** Asks about a container by its id; the answer, if there is one, is delivered as an event. */
  lookUp(id: string): void {
    this.options.containers.lookUp(id);
  }

  /** Resolves when the probe's watermark is (or already was) passed, when it is time to read, or when the source is stopped. */
  private readable(): Promise<void> {
    const isReady = this.isPassed || this.isStopping;
    this.isPassed = false;
    if (isReady) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.awaited.length === 0 ? TAIL_MS : HELD_BACK_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Records only what state needs of these threads until they change; false if they must be judged again (NativeProbe.reject). */
  reject(verdicts: Uint32Array, count: number): boolean {
    return this.probe?.reject(verdicts, count) ?? true;
  }

  /** Records what the verdicts leave; until then, every thread counts as rejected (NativeProbe.begin). */
  begin(): void {
    this.probe?.begin();
  }

  /** Fills `into` with the probe's counters; the slots are PROBE_STATS of schema/stats.ts. */
  stats(into: BigUint64Array): void {
    this.probe?.stats(into);
  }

  /** Stops when nothing reads the output any more. Writing would notice it only at the next event, which may never come. */
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
