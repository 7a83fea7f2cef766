import { closeSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SyssharkError } from '../errors.js';
import type { CaptureNames } from '../output/capture-names.js';
import { writeDurably } from '../output/durable-file.js';
import { createFile } from '../output/output-file.js';
import { syncFolder } from '../output/sync-folder.js';
import { reasonOf } from '../source/system-error.js';
import { FolderLock } from './folder-lock.js';
import { fileOf, ITEM_KINDS, type ItemId, inOrder, itemOfFile } from './item.js';
import { type Loss, lossText } from './loss.js';

import { RecordingMark } from './recording-mark.js';
import { SUMS } from './sums.js';

const OWNER_ONLY = 0o700;
const PART = '.part';
const SEGMENT_PART = `${ITEM_KINDS.segment.suffix}.part`;
/** What a start that was killed leaves, and nothing needs. */
const LEFT = /\.json\.part$|\.ndjson\.gz\.part$|\.saved$|^lock\.\d+$/;
const REFUSED = '.refused';
const RUN = /^run-(\d{1,15})$/;
const MS = 1000;

/** A file that waits to be sent. */
export interface Spooled {
  readonly id: ItemId;
  readonly path: string;
  readonly bytes: number;
}

/** What a spool is opened with. */
export interface SpoolParts {
  readonly folder: string;
  /** Most bytes of segments that wait: beyond, the oldest are given up. */
  readonly limit: number;
  /** The id of this boot. */
  readonly boot: string;
  readonly warn: (line: string) => void;
}

/** The loss of an item that is not sent. */
function lossOf({ id, path, bytes }: Spooled, cause: Loss['cause']): Loss {
  const { birthtimeMs, mtimeMs } = statSync(path);
  const begun = Math.min(birthtimeMs, mtimeMs) / MS;
  // sums are written when their period is over
  return { cause, from: id.kind === 'sums' ? begun - SUMS.SECONDS : begun, to: mtimeMs / MS, bytes };
}

/**
 * A folder of items that wait to be sent. What has its final name is whole and on the disk, and stays until the collector has it. The
 * folder is all there is to resume from: each start counts its run up, so that no item is named like another one.
 */
export class Spool implements CaptureNames {
  readonly base: string;
  private readonly parts: SpoolParts;
  private readonly waiting: Spooled[] = [];
  private readonly lock: FolderLock;
  private readonly recording: RecordingMark;
  private run = 0;
  private seq = 0;
  private bytes = 0;
  /** Whether it was said that segments are given up. */
  private isFull = false;
  /** Wakes who waits for the next item, and who waits until there is none. */
  private wake: () => void = () => undefined;
  private wakeEmptied: () => void = () => undefined;

  constructor(parts: SpoolParts) {
    this.parts = parts;
    this.base = parts.folder;
    this.lock = new FolderLock(join(parts.folder, 'lock'), 'this spool: give each shipper its own --spool');
    this.recording = new RecordingMark(parts.folder);
  }

  /** Segments that wait, and their bytes. */
  get backlog(): { readonly items: number; readonly bytes: number } {
    return { items: this.waiting.length, bytes: this.bytes };
  }

  /**
   * Opens the folder, and makes it if it is missing. Returns the segments that a run which was killed left unfinished. Throws
   * SyssharkError IO.
   */
  open(): readonly string[] {
    return this.attempt(() => {
      mkdirSync(this.base, { recursive: true, mode: OWNER_ONLY });
      this.lock.take();
      const names = readdirSync(this.base);
      this.run = this.countRun(names);
      const items = names.flatMap((name) => {
        const id = itemOfFile(name);
        return id === null ? [] : [{ id, path: join(this.base, name) }];
      });
      for (const item of items.toSorted((a, b) => inOrder(a.id, b.id))) this.add(item);
      this.recording.find(names);
      for (const name of names.filter((one) => LEFT.test(one))) rmSync(join(this.base, name));
      return names.filter((name) => name.endsWith(SEGMENT_PART)).map((name) => join(this.base, name));
    });
  }

  /** The number of this run: a file with it is on the disk before anything has the number. */
  private countRun(names: readonly string[]): number {
    const runs = names.flatMap((name) => RUN.exec(name)?.[1] ?? []).map(Number);
    const run = Math.max(0, ...runs) + 1;
    closeSync(createFile(join(this.base, `run-${run}`)));
    syncFolder(this.base);
    for (const earlier of runs) rmSync(join(this.base, `run-${earlier}`));
    return run;
  }

  private add(item: Omit<Spooled, 'bytes'>): void {
    const { size } = statSync(item.path);
    this.waiting.push({ ...item, bytes: size });
    this.bytes += size;
    this.wake();
  }

  private newId(kind: ItemId['kind']): ItemId {
    this.seq++;
    return { kind, boot: this.parts.boot, run: this.run, seq: this.seq };
  }

  /** Path of the next segment while it is written. */
  next(): string {
    return join(this.base, `${fileOf(this.newId('segment'))}${PART}`);
  }

  endangered(): readonly string[] {
    return [];
  }

  /** Notes that events are recorded from now on; what was not since an earlier run was killed is a loss. Throws SyssharkError IO. */
  begun(): void {
    const { missing } = this.recording;
    if (missing !== null) this.lose({ cause: 'shipper failed', ...missing, bytes: null });
    this.attempt(() => this.recording.begin());
  }

  /** Notes that all events up to a time are in items (in s since the epoch). Throws SyssharkError IO. */
  noteRecorded(until: number): void {
    this.attempt(() => this.recording.note(until));
  }

  /** Notes that no events are missing from now on: nothing is to be recorded any longer. Throws SyssharkError IO. */
  concluded(): void {
    this.attempt(() => this.recording.end());
  }

  /** Takes a segment that is written: once this resolves, it is on the disk and will be sent. Throws SyssharkError IO. */
  async finish(part: string): Promise<void> {
    try {
      const file = await open(part, 'r');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw this.failed(error);
    }
    this.attempt(() => this.name(part));
    this.giveUpOldest();
  }

  private name(part: string): void {
    const path = part.slice(0, -PART.length);
    const id = itemOfFile(basename(path));
    if (id === null) throw new Error(`${part} is no segment`);
    renameSync(part, path);
    syncFolder(this.base);
    this.add({ id, path });
  }

  /** Notes a loss, to be sent like a segment. Throws SyssharkError IO. */
  lose(loss: Loss): void {
    this.put('loss', Buffer.from(lossText(loss)));
  }

  /** Takes sums: once this returns, they are on the disk and will be sent. Throws SyssharkError IO. */
  addSums(item: Buffer): void {
    this.put('sums', item);
    this.giveUpOldest();
  }

  private put(kind: ItemId['kind'], content: Buffer): void {
    this.attempt(() => {
      const part = join(this.base, `${fileOf(this.newId(kind))}${PART}`);
      writeDurably(part, content);
      this.name(part);
    });
  }

  /** Gives up the oldest segments until the others fit. */
  private giveUpOldest(): void {
    const { limit, warn } = this.parts;
    if (this.bytes <= limit) return;
    if (!this.isFull)
      warn(`sysshark: the spool ${this.base} is full (--spool-limit): its oldest segments are given up`);
    this.isFull = true;
    while (this.bytes > limit) {
      const oldest = this.ofKind('segment') ?? this.ofKind('sums');
      if (oldest === undefined) return;
      this.giveUp(oldest);
    }
  }

  private ofKind(kind: ItemId['kind']): Spooled | undefined {
    return this.waiting.find(({ id }) => id.kind === kind);
  }

  /** Notes the loss first: a segment that is sent and lost is better than one that is neither. */
  private giveUp(item: Spooled): void {
    this.lose(lossOf(item, 'spool full'));
    this.remove(item);
  }

  /** Removes an item that the collector has. Throws SyssharkError IO. */
  remove(item: Spooled): void {
    this.attempt(() => {
      if (!this.forget(item)) return;
      rmSync(item.path);
      syncFolder(this.base);
    });
  }

  /** Takes an item off those that wait; false if it is not one of them any longer. */
  private forget(item: Spooled): boolean {
    const at = this.waiting.indexOf(item);
    if (at < 0) return false;
    this.waiting.splice(at, 1);
    this.bytes -= item.bytes;
    if (this.waiting.length === 0) this.wakeEmptied();
    return true;
  }

  /** Gives up a segment that the collector will never take, and keeps its file under another name. Throws SyssharkError IO. */
  setAside(item: Spooled): void {
    this.attempt(() => {
      if (!this.forget(item)) return;
      const loss = lossOf(item, 'refused by the collector');
      renameSync(item.path, `${item.path}${REFUSED}`);
      if (item.id.kind !== 'loss') this.lose(loss);
    });
  }

  /** The item that is to be sent next; null if none waits. */
  get oldest(): Spooled | null {
    return this.waiting[0] ?? null;
  }

  /** Resolves when an item waits, or rouse() is called. */
  arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      if (this.waiting.length > 0) resolve();
    });
  }

  /** Resolves when no item waits any longer. */
  emptied(): Promise<void> {
    return new Promise((resolve) => {
      this.wakeEmptied = resolve;
      if (this.waiting.length === 0) resolve();
    });
  }

  /** Ends the wait for an arrival. */
  rouse(): void {
    this.wake();
  }

  /** Lets another shipper use the folder. Idempotent. */
  close(): void {
    this.lock.release();
  }

  private failed(error: unknown): SyssharkError {
    if (error instanceof SyssharkError) return error;
    return new SyssharkError('IO', `cannot write the spool ${this.base}: ${reasonOf(error)}`, { cause: error });
  }

  private attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw this.failed(error);
    }
  }
}
