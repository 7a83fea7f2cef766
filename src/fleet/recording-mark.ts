import { closeSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createFile } from '../output/output-file.js';
import { syncFolder } from '../output/sync-folder.js';

const NAME = 'recording';
const MS = 1000;

/** A period in seconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * A file in a spool which says that a run records, and by its time, up to when all that it recorded is in items. One that an earlier run
 * has left says since when events may be missing. All functions throw the system's error.
 */
export class RecordingMark {
  private readonly folder: string;
  private readonly path: string;
  private isThere = false;
  /** Since when events may be missing, in s since the epoch, because an earlier run did not end; null if none are. */
  private missingFrom: number | null = null;

  constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, NAME);
  }

  /** Looks for what an earlier run has left, by the names in the folder. */
  find(names: readonly string[]): void {
    this.isThere = names.includes(NAME);
    if (this.isThere) this.missingFrom = statSync(this.path).mtimeMs / MS;
  }

  /** The period up to now from which events may be missing; null for none. The clock may have been set back since. */
  get missing(): Period | null {
    const { missingFrom } = this;
    const now = Date.now() / MS;
    return missingFrom === null ? null : { from: Math.min(missingFrom, now), to: Math.max(missingFrom, now) };
  }

  /** Notes that events are recorded from now on. */
  begin(): void {
    this.missingFrom = null;
    this.isThere = true;
    rmSync(this.path, { force: true });
    closeSync(createFile(this.path));
    syncFolder(this.folder);
  }

  /** Notes that all events up to a time are in items (in s since the epoch). Of what was not recorded, nothing is noted. */
  note(until: number): void {
    if (!this.isThere || until <= (this.missingFrom ?? 0)) return;
    utimesSync(this.path, until, until);
    if (this.missingFrom !== null) this.missingFrom = until;
  }

  /** Notes that nothing is to be recorded any longer. */
  end(): void {
    this.isThere = false;
    rmSync(this.path, { force: true });
  }
}
