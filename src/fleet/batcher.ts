import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../source/system-error.js';
import type { Backlog, WaitingItem } from './backlog.js';
import type { WriteBatch } from './batch.js';
import type { Batch, BatchFolder } from './batch-folder.js';
import type { Store } from './store.js';

/** Where batches go. */
export interface BatchSink {
  /** As messages name it. */
  readonly name: string;
  /** Takes a batch, once however often it is given: it may have been taken before. Throws what prevents it. */
  deliver(batch: Batch, signal: AbortSignal): Promise<void>;
}

/** What a batcher works with. */
export interface BatcherParts {
  readonly store: Store;
  readonly backlog: Backlog;
  readonly folder: BatchFolder;
  readonly write: WriteBatch;
  readonly sinks: readonly BatchSink[];
  readonly warn: (line: string) => void;
}

/** Pauses after failures, in ms: they are doubled up to the longest. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
const KINDS = ['segment', 'sums', 'loss'] as const;
type Kinds = [WaitingItem[], WaitingItem[], WaitingItem[]];
const DATE_LENGTH = '2026-01-31'.length;

const today = (): string => new Date().toISOString().slice(0, DATE_LENGTH);

/**
 * Makes batches of the items that a store gets, and brings them to their places. While a place is away, nothing is lost: batches and items
 * wait on the disk, and once a host has no room left, on the host.
 */
export class Batcher {
  private readonly parts: BatcherParts;
  private whole: readonly Batch[] = [];
  /** Segments with which a process has failed. */
  private readonly failed = new WeakSet<WaitingItem>();

  constructor(parts: BatcherParts) {
    this.parts = parts;
  }

  /** Finds batches that an earlier collector made: their items are not taken again. Throws the system's error. */
  open(): void {
    const { folder, backlog } = this.parts;
    this.whole = folder.open();
    const keys = new Set(this.whole.flatMap(({ items }) => items.map(keyOf)));
    backlog.remove(backlog.all.filter((item) => keys.has(keyOf(item))));
  }

  /** Works until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { backlog } = this.parts;
    for (const batch of this.whole) await this.bring(batch, signal);
    while (!signal.aborted) {
      await backlog.due(signal);
      if (!signal.aborted) await this.insist('write rows', signal, () => this.batch(backlog.next(), signal));
    }
  }

  /** Writes the rows of items. Throws what prevents it, if that is none of them. */
  private async batch(items: readonly WaitingItem[], signal: AbortSignal): Promise<void> {
    const { store, backlog, folder, write, warn } = this.parts;
    const [segments, sums, others] = KINDS.map((kind) => items.filter(({ id }) => id.kind === kind)) as Kinds;
    const begun = await folder.begin();
    const losses = others.map((item) => store.readLoss(item));
    const outcome = await write({ ...begun, segments, sums, losses, date: today() }, signal);
    if (outcome.kind === 'written') {
      const batch = await folder.commit(begun.name, items);
      backlog.remove(items);
      for (const problem of outcome.problems) warn(`sysshark: ${problem}`);
      await this.bring(batch, signal);
      return;
    }
    if (signal.aborted) return;
    if (outcome.kind === 'failed') throw new Error(outcome.reason);
    if (outcome.kind === 'unreadable')
      store.quarantine({ segments, sums }[outcome.among][outcome.index] as WaitingItem, outcome.reason);
    else await this.divide(items, outcome.reason, signal);
  }

  /** Looks for the segment that makes the process fail. What else there is comes last: it cannot. */
  private async divide(items: readonly WaitingItem[], reason: string, signal: AbortSignal): Promise<void> {
    const segments = items.filter(({ id }) => id.kind === 'segment');
    const [only] = segments;
    if (only === undefined) throw new Error(reason);
    if (segments.length === 1) {
      // what the machine does to a process is not its fault: it has a second chance
      if (!this.failed.has(only)) {
        this.failed.add(only);
        throw new Error(reason);
      }
      this.parts.store.quarantine(only, reason);
      return;
    }
    const half = segments.length >> 1;
    for (const some of [segments.slice(0, half), segments.slice(half)])
      if (!signal.aborted) await this.batch(some, signal);
  }

  /** Brings a batch everywhere; its items are then done. */
  private async bring(batch: Batch, signal: AbortSignal): Promise<void> {
    const { store, folder, sinks } = this.parts;
    for (const sink of sinks) await this.insist(`write to ${sink.name}`, signal, () => sink.deliver(batch, signal));
    if (signal.aborted) return;
    await this.insist('note what is written', signal, async () => {
      store.shelve(batch.items);
      folder.remove(batch);
    });
  }

  /** Does something until it succeeds, or `signal` is aborted. Says once that it fails, and once that it works again. */
  private async insist(what: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    let pause = 0;
    while (!signal.aborted) {
      try {
        await work();
        if (pause > 0) this.parts.warn(`sysshark: can ${what} again`);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (pause === 0)
          this.parts.warn(`sysshark: cannot ${what}: ${reasonOf(error)}; what hosts send waits meanwhile`);
        pause = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}

const keyOf = ({ host, id: { kind, boot, run, seq } }: Pick<WaitingItem, 'host' | 'id'>): string =>
  `${host} ${kind} ${boot} ${run} ${seq}`;
