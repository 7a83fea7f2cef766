import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../output/sync-folder.js';
import type { StoredItem } from './batch.js';
import { fileOf, itemOfFile } from './item.js';
import { OWNER_ONLY } from './space.js';

const PART = '.part';
const FILES = 'files';
const ITEMS = 'items';
const LAST = 'last';
const LAST_TEXT = /^([\da-f]{8})-(\d{1,15})$/;
const NAME_DIGITS = 8;
const ID_BYTES = 4;
const OWNER_ONLY_FILE = 0o600;

/** An item of a batch. */
export type BatchItem = Pick<StoredItem, 'host' | 'id'>;

/** Files whose rows are those of some items, and of no others. */
export interface Batch {
  readonly name: string;
  /** The folder with the files, and their paths from there: those of `meta`, which say that all are there, come last. */
  readonly folder: string;
  readonly files: readonly string[];
  readonly items: readonly BatchItem[];
}

const isMeta = (file: string): boolean => file.startsWith('meta/');

/** Files below a folder, as paths from it. */
function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return [...files.filter((file) => !isMeta(file)), ...files.filter(isMeta)];
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}${PART}`, 'w', OWNER_ONLY_FILE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  renameSync(`${path}${PART}`, path);
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(OWNER_ONLY_FILE);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Batches that are not yet everywhere where they are to be. A batch is there once its folder has its name: that is one step, in which its
 * files and the list of its items appear, so the rows of an item are in one batch, whenever the collector is killed.
 */
export class BatchFolder {
  private readonly folder: string;
  private collector = '';
  private number = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Removes what a killed collector left of a batch; returns the whole ones, the oldest first. Throws the system's error. */
  open(): Batch[] {
    mkdirSync(this.folder, { recursive: true, mode: OWNER_ONLY });
    const names = readdirSync(this.folder);
    for (const name of names) if (name.endsWith(PART)) this.discard(name);
    const last = names.includes(LAST) ? readFileSync(join(this.folder, LAST), 'latin1') : '';
    const [, collector, number] = LAST_TEXT.exec(last) ?? [];
    this.collector = collector ?? randomBytes(ID_BYTES).toString('hex');
    this.number = Number(number ?? 0);
    return names
      .filter((name) => name !== LAST && !name.endsWith(PART))
      .sort()
      .map((name) => this.read(name));
  }

  private read(name: string): Batch {
    const lines = readFileSync(join(this.folder, name, ITEMS), 'utf8').split('\n');
    const items = lines.flatMap((line): BatchItem[] => {
      const [host = '', file = ''] = line.split(' ');
      const id = itemOfFile(file);
      return id === null ? [] : [{ host, id }];
    });
    const folder = join(this.folder, name, FILES);
    return { name, folder, files: filesIn(folder), items };
  }

  /**
   * Begins a batch, and removes one that came to nothing. Resolves to a name that none had, and an empty folder for its files. Throws
   * the system's error.
   */
  async begin(): Promise<Pick<Batch, 'name' | 'folder'>> {
    for (const name of readdirSync(this.folder)) if (name.endsWith(PART)) this.discard(name);
    this.number++;
    await writeWhole(join(this.folder, LAST), `${this.collector}-${this.number}`);
    syncFolder(this.folder);
    const name = `${this.collector}-${String(this.number).padStart(NAME_DIGITS, '0')}`;
    const folder = join(this.folder, `${name}${PART}`, FILES);
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    return { name, folder };
  }

  /** Makes a batch of the files that were written. Throws the system's error. */
  async commit(name: string, items: readonly BatchItem[]): Promise<Batch> {
    const part = join(this.folder, `${name}${PART}`);
    await writeWhole(join(part, ITEMS), items.map(({ host, id }) => `${host} ${fileOf(id)}\n`).join(''));
    const files = filesIn(join(part, FILES));
    for (const file of files) await syncFile(join(part, FILES, file));
    for (const entry of readdirSync(part, { recursive: true, withFileTypes: true }))
      if (entry.isDirectory()) syncFolder(join(entry.parentPath, entry.name));
    syncFolder(part);
    renameSync(part, join(this.folder, name));
    syncFolder(this.folder);
    return this.read(name);
  }

  private discard(part: string): void {
    rmSync(join(this.folder, part), { recursive: true, force: true });
  }

  /** Removes a batch that is everywhere, and whose items are shelved. Throws the system's error. */
  remove({ name }: Batch): void {
    const part = `${name}${PART}`;
    renameSync(join(this.folder, name), join(this.folder, part));
    this.discard(part);
  }
}
