import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SyssharkError } from '../errors.js';
import { syncFolder } from '../output/sync-folder.js';
import { reasonOf } from '../source/system-error.js';
import type { Batch } from './batch-folder.js';
import type { BatchSink } from './batcher.js';
import { OWNER_ONLY } from './space.js';

/** A folder of Parquet files: TABLE/date=D/…/BATCH.parquet. A file there is whole, and stays. */
export class ParquetFolder implements BatchSink {
  readonly name: string;

  constructor(folder: string) {
    this.name = folder;
  }

  /** Makes the folder if it is missing. Throws SyssharkError IO. */
  open(): void {
    try {
      mkdirSync(this.name, { recursive: true, mode: OWNER_ONLY });
    } catch (error) {
      throw new SyssharkError('IO', `cannot use the folder ${this.name}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Copies the files of a batch, once however often it is asked for. Throws the system's error. */
  async deliver({ folder, files }: Batch): Promise<void> {
    for (const file of files) await this.copy(join(folder, file), join(this.name, file));
  }

  private async copy(from: string, to: string): Promise<void> {
    if (existsSync(to)) return;
    const parent = dirname(to);
    // readers that take *.parquet do not see it
    const part = join(parent, `.${basename(to)}.part`);
    mkdirSync(parent, { recursive: true, mode: OWNER_ONLY });
    try {
      copyFileSync(from, part);
      const file = await open(part, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
      renameSync(part, to);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
    syncFolder(parent);
  }
}
