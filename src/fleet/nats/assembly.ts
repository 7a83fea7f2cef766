import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../source/system-error.js';
import { fileOf } from '../item.js';
import { spaceOf } from '../space.js';
import type { Store, Taken } from '../store.js';
import type { Part } from './part.js';
import { bytesOf, isWhole, PartFiles, type Pieces } from './part-files.js';

/** Items that are put together at a time: others wait. */
const MOST = 8;
/** Pause before a store is asked again, in ms. */
const PAUSE_MS = 1000;
/** What a store does not ask for again. */
const DONE: ReadonlySet<Taken | null> = new Set<Taken | null>(['stored', 'present', 'quarantined']);

/** What parts are put together for, and where they are kept. */
export interface AssemblyParts {
  readonly folder: string;
  readonly store: Store;
  readonly warn: (line: string) => void;
}

/** Keeps parts until an item is whole, and then has it stored. What one host sends takes of its own space alone. */
export class Assembly {
  private readonly parts: AssemblyParts;
  private readonly files: PartFiles;
  private readonly works = new Set<Promise<void>>();
  private readonly signal: AbortSignal;
  private isWarned = false;

  /** `signal` ends it. */
  constructor(parts: AssemblyParts, signal: AbortSignal) {
    this.parts = parts;
    this.files = new PartFiles(parts.folder);
    this.signal = signal;
  }

  /** Goes on with what an earlier collector took. Throws the system's error. */
  open(): void {
    this.files.open();
    for (const pieces of this.files.all) {
      this.parts.store.charge(pieces.receipt.host, bytesOf(pieces));
      if (isWhole(pieces)) this.start(pieces);
    }
  }

  /** Takes a part: once this resolves to true, it is on the disk. False if its host has no room. Throws the system's error. */
  async take(part: Part): Promise<boolean> {
    const { store } = this.parts;
    const { host } = part.receipt;
    while (this.works.size >= MOST) await Promise.race(this.works);
    if (this.files.has(part) || store.foreseen({ ...part.receipt, bytes: 0 }) === 'present') return true;
    const { length } = part.data;
    if (!store.occupy(host, length)) return false;
    let pieces: Pieces;
    try {
      pieces = this.files.add(part);
    } catch (error) {
      store.charge(host, -spaceOf(length));
      throw error;
    }
    if (isWhole(pieces)) this.start(pieces);
    return true;
  }

  private start(pieces: Pieces): void {
    const work = this.compose(pieces).finally(() => this.works.delete(work));
    this.works.add(work);
  }

  /** Has an item stored, however long it takes. */
  private async compose(pieces: Pieces): Promise<void> {
    while (!this.signal.aborted) {
      const taken = await this.attempt(pieces);
      if (taken === 'damaged') this.lose(pieces, 'damaged on the way');
      if (DONE.has(taken) || taken === 'damaged') return;
      await sleep(PAUSE_MS, undefined, { signal: this.signal }).catch(() => undefined);
    }
  }

  /** Has an item stored once; null if that fails. Its parts give their room to it. */
  private async attempt(pieces: Pieces): Promise<Taken | null> {
    const { store, warn } = this.parts;
    const { receipt } = pieces;
    const bytes = bytesOf(pieces);
    store.charge(receipt.host, -bytes);
    let taken: Taken | null = null;
    try {
      taken = await store.take(receipt, this.files.bodyOf(pieces));
      if (DONE.has(taken)) this.files.remove(pieces);
      this.isWarned = false;
    } catch (error) {
      if (!this.isWarned) warn(`sysshark: cannot store an item: ${reasonOf(error)}; its parts stay`);
      this.isWarned = true;
    }
    if (!DONE.has(taken)) store.charge(receipt.host, bytes);
    return taken;
  }

  /** Gives up the items whose missing parts have not come for so many ms. */
  giveUp(ms: number): void {
    const before = Date.now() - ms;
    for (const pieces of this.files.all)
      if (pieces.newest < before && !isWhole(pieces)) this.lose(pieces, 'parts are missing');
  }

  private lose(pieces: Pieces, cause: 'parts are missing' | 'damaged on the way'): void {
    const { store, warn } = this.parts;
    const { host, id } = pieces.receipt;
    store.lose(host, id, cause);
    store.charge(host, -bytesOf(pieces));
    this.files.remove(pieces);
    warn(`sysshark: an item of ${host} is lost, ${cause}: ${fileOf(id)}`);
  }
}
