import { linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SyssharkError } from '../errors.js';
import type { FileSpan } from '../output/capture-series.js';
import { syncFolder } from '../output/sync-folder.js';
import { reasonOf } from '../source/system-error.js';
import { FolderLock } from './folder-lock.js';
import { itemOfFile } from './item.js';

const OWNER_ONLY = 0o700;
const PART = '.part';
const NAME = /^(\d{13,16})-(\d{13,16})_(.+)$/;
const WIDTH = 13;

/** A segment in a ring. */
export interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly span: FileSpan;
}

/** What a ring is opened with. */
export interface RingParts {
  readonly folder: string;
  /** Most bytes of segments: beyond, the oldest are deleted. */
  readonly limit: number;
  /** The folder from which segments come. */
  readonly spool: string;
}

const ms = (time: number): string => String(time).padStart(WIDTH, '0');

/** The name of a segment, which says when its events happened: no other file need be kept for that. */
const nameOf = ({ fromMs, untilMs }: FileSpan, item: string): string =>
  `${ms(Math.floor(fromMs))}-${ms(Math.ceil(untilMs))}_${item}`;

function spanOf(name: string): FileSpan | null {
  const [, from, until, item = ''] = NAME.exec(name) ?? [];
  return itemOfFile(item)?.kind === 'segment' ? { fromMs: Number(from), untilMs: Number(until) } : null;
}

/**
 * A folder with the latest segments of a host, whether they have been sent or not. They are hard links to those in the spool: bytes are
 * written once, and stay until neither has them.
 */
export class Ring {
  private readonly parts: RingParts;
  /** Those that are there, the oldest first. */
  private readonly kept: Kept[] = [];
  private readonly lock: FolderLock;
  private bytes = 0;

  constructor(parts: RingParts) {
    this.parts = parts;
    this.lock = new FolderLock(join(parts.folder, 'lock'), 'this ring: give each shipper its own --ring-dir');
  }

  /** Opens the folder, and makes it if it is missing. The spool must be there. Throws SyssharkError IO. */
  open(): void {
    const { folder, spool } = this.parts;
    this.attempt(() => {
      mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
      if (statSync(folder).dev !== statSync(spool).dev)
        throw new SyssharkError(
          'IO',
          `--ring-dir ${folder} is on another file system than --spool ${spool}: segments are not written twice`,
        );
      this.lock.take();
      for (const name of readdirSync(folder).toSorted()) this.add(name);
      this.deleteOldest();
    });
  }

  private add(name: string): void {
    const span = spanOf(name);
    if (span === null) return;
    const path = join(this.parts.folder, name);
    const { size } = statSync(path);
    this.kept.push({ path, bytes: size, span });
    this.bytes += size;
  }

  /** Keeps a segment that is written, and still has the name of a part in the spool. Throws SyssharkError IO. */
  keep(part: string, span: FileSpan): void {
    const item = basename(part, PART);
    this.attempt(() => {
      // of one that a killed run had just begun to finish, what was saved counts, unless only the rare events were left in it;
      // what was saved may begin with another event
      const earlier = this.kept.find(({ path }) => path.endsWith(`_${item}`));
      if (earlier !== undefined && earlier.bytes > statSync(part).size) return;
      if (earlier !== undefined) this.delete(earlier);
      const name = nameOf(span, item);
      linkSync(part, join(this.parts.folder, name));
      syncFolder(this.parts.folder);
      this.add(name);
      this.deleteOldest();
    });
  }

  private deleteOldest(): void {
    while (this.bytes > this.parts.limit && this.kept[0] !== undefined) this.delete(this.kept[0]);
  }

  private delete(segment: Kept): void {
    this.kept.splice(this.kept.indexOf(segment), 1);
    this.bytes -= segment.bytes;
    rmSync(segment.path, { force: true });
  }

  /** The segments that have events of a period, or may have some. */
  within({ fromMs, untilMs }: FileSpan): readonly Kept[] {
    return this.kept.filter(({ span }) => span.fromMs <= untilMs && span.untilMs >= fromMs);
  }

  /** The period from the first event to the last one; null if there is none. */
  get reach(): FileSpan | null {
    if (this.kept.length === 0) return null;
    const spans = this.kept.map(({ span }) => span);
    return {
      fromMs: spans.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY),
      untilMs: spans.reduce((most, { untilMs }) => Math.max(most, untilMs), 0),
    };
  }

  /** Lets another shipper use the folder. Idempotent. */
  close(): void {
    this.lock.release();
  }

  private attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof SyssharkError) throw error;
      throw new SyssharkError('IO', `cannot write the ring ${this.parts.folder}: ${reasonOf(error)}`, { cause: error });
    }
  }
}
