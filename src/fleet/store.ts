import { createHash } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SyssharkError } from '../errors.js';
import { writeDurably } from '../output/durable-file.js';
import { createFile } from '../output/output-file.js';
import { syncFolder } from '../output/sync-folder.js';
import { reasonOf } from '../source/system-error.js';
import type { Backlog, WaitingItem } from './backlog.js';
import type { LossItem, StoredItem } from './batch.js';
import { type CheckCapture, Checks } from './checks.js';
import { fileOf, hostOfFile, type ItemId, type ItemKind, itemOfFile } from './item.js';
import { type LossCause, lossOfText, lossText } from './loss.js';
import { Shelf } from './shelf.js';
import { OWNER_ONLY, spaceOf } from './space.js';
import { checkSums } from './sums.js';

const PART = '.part';

/** What became of an item that a host sent. */
export type Taken = 'stored' | 'present' | 'damaged' | 'full' | 'busy' | 'quarantined';

/** Captures to be checked at a time, and most that wait for it: senders of others try again. */
const CHECKS = 2;
const MAX_QUEUED = 64;

/** What a store is opened with. */
export interface StoreParts {
  readonly folder: string;
  /** Most bytes for each host, what is in quarantine included. */
  readonly limit: number;
  /** Checks each segment before it gets its name: what is there can be read. */
  readonly check: CheckCapture;
  /** Gets the items, to write their rows; null if nobody does. */
  readonly backlog: Backlog | null;
  readonly warn: (line: string) => void;
}

/** An item that is received. */
export interface Receipt {
  readonly host: string;
  readonly id: ItemId;
  /** Bytes that it is said to have. */
  readonly bytes: number;
  /** SHA-256 of all of it, in hexadecimal digits. */
  readonly digest: string;
}

const sizeOf = (path: string): number => spaceOf(statSync(path).size);

/**
 * The items of all hosts: a folder for each host, a file for each item. What has a name there is whole, on the disk, and there once,
 * however often it was sent. Once its rows are written, it goes to the folder `done`, where the oldest make room for new ones.
 */
export class Store {
  private readonly parts: StoreParts;
  /** Bytes by host, those that are being received included. */
  private readonly used = new Map<string, number>();
  private readonly checks: Checks;
  private readonly shelf: Shelf;
  private received = 0;

  constructor(parts: StoreParts) {
    this.parts = parts;
    this.shelf = new Shelf(join(parts.folder, 'done'));
    this.checks = new Checks(parts.check, CHECKS);
  }

  /** Opens the folder, and makes it if it is missing. Throws SyssharkError IO. */
  open(): void {
    try {
      for (const name of ['hosts', 'quarantine', 'incoming'])
        mkdirSync(join(this.parts.folder, name), { recursive: true, mode: OWNER_ONLY });
      for (const name of readdirSync(join(this.parts.folder, 'incoming')))
        if (name.endsWith(PART)) rmSync(join(this.parts.folder, 'incoming', name));
      for (const host of readdirSync(join(this.parts.folder, 'hosts')))
        for (const name of readdirSync(join(this.parts.folder, 'hosts', host)).sort()) this.find(host, name);
      for (const name of readdirSync(join(this.parts.folder, 'quarantine')))
        this.charge(hostOfFile(name) ?? '', sizeOf(join(this.parts.folder, 'quarantine', name)));
      for (const [host, bytes] of this.shelf.open()) this.charge(host, bytes);
    } catch (error) {
      throw new SyssharkError('IO', `cannot use the folder ${this.parts.folder}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Notes a file that was there at the start: its rows are due. */
  private find(host: string, name: string): void {
    const path = join(this.parts.folder, 'hosts', host, name);
    const bytes = sizeOf(path);
    this.charge(host, bytes);
    const id = itemOfFile(name);
    if (id !== null) this.parts.backlog?.add({ host, id, path, bytes, since: 0 });
  }

  private pathOf(host: string, id: ItemId): string {
    return join(this.parts.folder, 'hosts', host, fileOf(id));
  }

  /** Whether an item is there, or has been put into quarantine. */
  private has({ host, id }: Pick<Receipt, 'host' | 'id'>): boolean {
    const name = fileOf(id);
    const places = [this.pathOf(host, id), this.quarantineOf(host, id), this.shelf.pathOf(host, name)];
    return places.some((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
  }

  private quarantineOf(host: string, id: ItemId): string {
    return join(this.parts.folder, 'quarantine', `${host}_${fileOf(id)}`);
  }

  /** What can be said of an item before its body is read; null if it is to be received. */
  foreseen(receipt: Receipt): Taken | null {
    if (this.has(receipt)) return 'present';
    if (this.checks.queued >= MAX_QUEUED) return 'busy';
    return this.excess(receipt) > this.shelf.roomOf(receipt.host) ? 'full' : null;
  }

  /** Bytes by which the space of a host is too small for an item. */
  private excess({ host, bytes }: Pick<Receipt, 'host' | 'bytes'>): number {
    return (this.used.get(host) ?? 0) + spaceOf(bytes) - this.parts.limit;
  }

  /**
   * Stores an item; it is on the disk once this resolves to "stored", or "quarantined" if it is a segment that cannot be read. Throws
   * the system's error, and that of the body.
   */
  async take(receipt: Receipt, body: AsyncIterable<Buffer>): Promise<Taken> {
    const foreseen = this.foreseen(receipt);
    if (foreseen !== null) return foreseen;
    const { host } = receipt;
    const bytes = spaceOf(receipt.bytes);
    this.charge(host, -this.shelf.makeRoom(host, this.excess(receipt)));
    this.charge(host, bytes);
    const part = join(this.parts.folder, 'incoming', `${this.received++}${PART}`);
    let taken: Taken | undefined;
    try {
      taken = (await this.receive(part, receipt, body)) ? await this.place(part, receipt) : 'damaged';
      return taken;
    } finally {
      if (taken !== 'stored' && taken !== 'quarantined') this.charge(host, -bytes);
      rmSync(part, { force: true });
    }
  }

  /** Makes room for a file that others keep for a host, and counts it; false if there is none. Throws the system's error. */
  occupy(host: string, bytes: number): boolean {
    const excess = this.excess({ host, bytes });
    if (excess > this.shelf.roomOf(host)) return false;
    this.charge(host, spaceOf(bytes) - this.shelf.makeRoom(host, excess));
    return true;
  }

  /** Counts bytes that a host has, or has no longer. */
  charge(host: string, bytes: number): void {
    this.used.set(host, (this.used.get(host) ?? 0) + bytes);
  }

  /** Writes a body to a file; resolves to whether it is what it was said to be. */
  private async receive(part: string, { bytes, digest }: Receipt, body: AsyncIterable<Buffer>): Promise<boolean> {
    closeSync(createFile(part));
    const file = await open(part, 'w');
    try {
      const hash = createHash('sha256');
      let size = 0;
      for await (const piece of body) {
        size += piece.length;
        if (size > bytes) return false;
        hash.update(piece);
        await file.writeFile(piece);
      }
      await file.sync();
      return size === bytes && hash.digest('hex') === digest;
    } finally {
      await file.close();
    }
  }

  /** Gives a file its place: that of its item, or one in the quarantine, from where it is not asked for again. */
  private async place(part: string, receipt: Receipt): Promise<Taken> {
    const { host, id } = receipt;
    const reason = await this.faultOf(id.kind, part);
    const path = reason === null ? this.pathOf(host, id) : this.quarantineOf(host, id);
    // the same item may have come another way meanwhile
    if (this.has(receipt)) return 'present';
    if (reason !== null) this.loseUnreadable(host, id);
    const taken = this.name(part, path);
    if (reason === null) {
      if (taken === 'stored') this.await({ host, id, path });
      return taken;
    }
    this.sayUnreadable(receipt, reason, path);
    return 'quarantined';
  }

  /** Why an item cannot be read; null if it can. */
  private async faultOf(kind: ItemKind, part: string): Promise<string | null> {
    if (kind === 'segment') return this.checks.run(part);
    return kind === 'sums' ? checkSums(part) : null;
  }

  private sayUnreadable({ host, id }: Pick<Receipt, 'host' | 'id'>, reason: string, place: string): void {
    const what = id.kind === 'sums' ? 'sums' : 'a segment';
    this.parts.warn(`sysshark: ${what} of ${host} cannot be read: ${reason}; it is in ${place}`);
  }

  /** The rows of an item are to be written. */
  private await(item: StoredItem): void {
    this.parts.backlog?.add({ ...item, bytes: sizeOf(item.path), since: Date.now() });
  }

  /** Notes a loss for a segment whose rows cannot be written. Throws the system's error. */
  private loseUnreadable(host: string, segment: ItemId): void {
    if (this.parts.backlog !== null) this.lose(host, segment, 'cannot be read by the collector');
  }

  /** Notes a loss for an item that will not be here. Throws the system's error. */
  lose(host: string, item: ItemId, cause: LossCause): void {
    const id: ItemId = { ...item, kind: 'loss' };
    if (this.has({ host, id })) return;
    const part = join(this.parts.folder, 'incoming', `${this.received++}${PART}`);
    writeDurably(part, Buffer.from(lossText({ cause, from: null, to: null, bytes: null })));
    const path = this.pathOf(host, id);
    this.name(part, path);
    rmSync(part);
    this.charge(host, sizeOf(path));
    this.await({ host, id, path });
  }

  /** Puts a segment whose rows cannot be written into quarantine. Throws the system's error. */
  quarantine(item: WaitingItem, reason: string): void {
    const { host, id, path } = item;
    const place = this.quarantineOf(host, id);
    this.loseUnreadable(host, id);
    renameSync(path, place);
    syncFolder(dirname(place));
    this.parts.backlog?.remove([item]);
    this.sayUnreadable(item, reason, place);
  }

  /** The loss of an item. Throws the system's error. */
  readLoss(item: StoredItem): LossItem {
    return { ...item, loss: lossOfText(readFileSync(item.path, 'utf8')) };
  }

  /** The rows of items are written: they may make room from now on. Throws the system's error. */
  shelve(items: readonly Pick<StoredItem, 'host' | 'id'>[]): void {
    for (const { host, id } of items) this.shelf.put(host, fileOf(id), this.pathOf(host, id));
    for (const host of new Set(items.map((item) => item.host))) {
      this.shelf.sync(host);
      const folder = join(this.parts.folder, 'hosts', host);
      mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
      syncFolder(folder);
    }
  }

  /** Names a file, unless the same item has come another way meanwhile. */
  private name(part: string, path: string): Taken {
    mkdirSync(dirname(path), { recursive: true, mode: OWNER_ONLY });
    try {
      linkSync(part, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'present';
      throw error;
    }
    syncFolder(dirname(path));
    return 'stored';
  }
}
