import { createHash } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SyssharkError } from '../errors.js';
import { createFile } from '../output/output-file.js';
import { syncFolder } from '../output/sync-folder.js';
import { reasonOf } from '../source/system-error.js';
import { type CheckCapture, Checks } from './checks.js';
import { fileOf, type ItemId } from './item.js';

const OWNER_ONLY = 0o700;
const PART = '.part';
/** Least bytes that an item takes on a disk. */
const BLOCK = 4096;

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

const spaceOf = (bytes: number): number => Math.max(BLOCK, bytes);
const sizeOf = (path: string): number => spaceOf(statSync(path).size);

/**
 * The items of all hosts: a folder for each host, a file for each item. What has a name there is whole, on the disk, and there once,
 * however often it was sent.
 */
export class Store {
  private readonly parts: StoreParts;
  /** Bytes by host, those that are being received included. */
  private readonly used = new Map<string, number>();
  private readonly checks: Checks;
  private received = 0;

  constructor(parts: StoreParts) {
    this.parts = parts;
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
        for (const name of readdirSync(join(this.parts.folder, 'hosts', host)))
          this.charge(host, sizeOf(join(this.parts.folder, 'hosts', host, name)));
      for (const name of readdirSync(join(this.parts.folder, 'quarantine')))
        this.charge(name.slice(0, name.indexOf('_')), sizeOf(join(this.parts.folder, 'quarantine', name)));
    } catch (error) {
      throw new SyssharkError('IO', `cannot use the folder ${this.parts.folder}: ${reasonOf(error)}`, { cause: error });
    }
  }

  private pathOf(host: string, id: ItemId): string {
    return join(this.parts.folder, 'hosts', host, fileOf(id));
  }

  /** Whether an item is there, or has been put into quarantine. */
  private has({ host, id }: Receipt): boolean {
    const places = [this.pathOf(host, id), this.quarantineOf(host, id)];
    return places.some((path) => statSync(path, { throwIfNoEntry: false }) !== undefined);
  }

  private quarantineOf(host: string, id: ItemId): string {
    return join(this.parts.folder, 'quarantine', `${host}_${fileOf(id)}`);
  }

  /** What can be said of an item before its body is read; null if it is to be received. */
  foreseen(receipt: Receipt): Taken | null {
    if (this.has(receipt)) return 'present';
    if (this.checks.queued >= MAX_QUEUED) return 'busy';
    return (this.used.get(receipt.host) ?? 0) + spaceOf(receipt.bytes) > this.parts.limit ? 'full' : null;
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

  private charge(host: string, bytes: number): void {
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
    const reason = id.kind === 'segment' ? await this.checks.run(part) : null;
    if (reason === null) return this.name(part, this.pathOf(host, id));
    const place = this.quarantineOf(host, id);
    this.name(part, place);
    this.parts.warn(`sysshark: a segment of ${host} cannot be read: ${reason}; it is in ${place}`);
    return 'quarantined';
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
