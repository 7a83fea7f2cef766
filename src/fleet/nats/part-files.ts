import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeDurably } from '../../output/durable-file.js';
import { syncFolder } from '../../output/sync-folder.js';
import { fileOf, itemOfFile } from '../item.js';
import { OWNER_ONLY, spaceOf } from '../space.js';
import type { Receipt } from '../store.js';
import type { Part } from './part.js';

const UNFINISHED = '.part';
/** What is being removed: some of its parts are gone. */
const GONE = '.gone';
const DIGITS = 10;
/** Folders of items: the file, its bytes, and its digest. What claims to be the same item, but has others, is another one. */
const FOLDER = /^(.+)_(\d{1,10})_([\da-f]{64})$/;

/** The parts that are there of an item. */
export interface Pieces {
  readonly receipt: Receipt;
  /** Bytes of each by where they begin. */
  readonly lengths: Map<number, number>;
  /** When the last one came, in ms since the epoch. */
  newest: number;
}

/** Bytes of a disk that pieces take. */
export const bytesOf = ({ lengths }: Pieces): number =>
  [...lengths.values()].reduce((sum, length) => sum + spaceOf(length), 0);

/** Where each next byte is, from the first one on; ends where one is missing. */
function* pathOf({ lengths }: Pieces): Generator<{ readonly at: number; readonly skip: number; readonly end: number }> {
  let position = 0;
  for (const [at, length] of [...lengths].sort(([a], [b]) => a - b)) {
    if (at > position) return;
    const end = at + length;
    if (end > position) yield { at, skip: position - at, end };
    position = Math.max(position, end);
  }
}

/** Whether all bytes of an item are there. */
export function isWhole(pieces: Pieces): boolean {
  let reached = 0;
  for (const { end } of pathOf(pieces)) reached = end;
  return reached === pieces.receipt.bytes;
}

/** Parts of items on the disk, until they are put together: a folder for each host, one in it for each item, a file for each part. */
export class PartFiles {
  private readonly folder: string;
  private readonly items = new Map<string, Pieces>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Finds what an earlier collector took, and makes the folder if it is missing. Throws the system's error. */
  open(): void {
    mkdirSync(this.folder, { recursive: true, mode: OWNER_ONLY });
    for (const host of readdirSync(this.folder))
      for (const name of readdirSync(join(this.folder, host))) this.find(host, name);
  }

  private find(host: string, name: string): void {
    if (name.endsWith(GONE)) rmSync(join(this.folder, host, name), { recursive: true });
    const [, item = '', bytes, digest = ''] = FOLDER.exec(name) ?? [];
    const id = itemOfFile(item);
    if (id === null) return;
    const pieces: Pieces = { receipt: { host, id, bytes: Number(bytes), digest }, lengths: new Map(), newest: 0 };
    for (const file of readdirSync(join(this.folder, host, name))) {
      const path = join(this.folder, host, name, file);
      if (file.endsWith(UNFINISHED)) {
        rmSync(path);
        continue;
      }
      const { size, mtimeMs } = statSync(path);
      pieces.lengths.set(Number(file), size);
      pieces.newest = Math.max(pieces.newest, mtimeMs);
    }
    this.items.set(this.placeOf(pieces.receipt), pieces);
  }

  private placeOf({ host, id, bytes, digest }: Receipt): string {
    return join(this.folder, host, `${fileOf(id)}_${bytes}_${digest}`);
  }

  private fileOf(receipt: Receipt, at: number): string {
    return join(this.placeOf(receipt), String(at).padStart(DIGITS, '0'));
  }

  get all(): readonly Pieces[] {
    return [...this.items.values()];
  }

  /** Whether a part is there, or others that have the same bytes. */
  has({ receipt, at, data }: Part): boolean {
    return (this.items.get(this.placeOf(receipt))?.lengths.get(at) ?? 0) >= data.length;
  }

  /** Keeps a part: it is on the disk once this returns. Throws the system's error. */
  add({ receipt, at, data }: Part): Pieces {
    const place = this.placeOf(receipt);
    const pieces = this.items.get(place) ?? { receipt, lengths: new Map<number, number>(), newest: 0 };
    if (mkdirSync(place, { recursive: true, mode: OWNER_ONLY }) !== undefined) {
      syncFolder(dirname(place));
      syncFolder(this.folder);
    }
    const path = this.fileOf(receipt, at);
    writeDurably(`${path}${UNFINISHED}`, data);
    renameSync(`${path}${UNFINISHED}`, path);
    syncFolder(place);
    pieces.lengths.set(at, data.length);
    pieces.newest = Date.now();
    this.items.set(place, pieces);
    return pieces;
  }

  /** The bytes of an item that is whole. */
  async *bodyOf(pieces: Pieces): AsyncGenerator<Buffer> {
    for (const { at, skip } of pathOf(pieces)) yield (await readFile(this.fileOf(pieces.receipt, at))).subarray(skip);
  }

  /** Removes what there is of an item: all or nothing, whenever this process ends. Throws the system's error. */
  remove({ receipt }: Pieces): void {
    const place = this.placeOf(receipt);
    this.items.delete(place);
    renameSync(place, `${place}${GONE}`);
    rmSync(`${place}${GONE}`, { recursive: true });
  }
}
