import { renameSync, rmSync } from 'node:fs';
import type { Spool } from './spool.js';

const SAVED = '.saved';

/** Copies the events of a capture that is cut; resolves to the time of the last one, in s since the epoch, null for none. */
export type CopyEvents = (from: string, to: string) => Promise<number | null>;

/**
 * Saves what a shipper that was killed had written of a segment. `hasAll`: whether segments have all that is recorded, so that nothing
 * before its last event is missing. Throws SyssharkError IO.
 */
export async function salvage(part: string, spool: Spool, copy: CopyEvents, hasAll: boolean): Promise<void> {
  const saved = `${part}${SAVED}`;
  rmSync(saved, { force: true });
  const last = await copy(part, saved);
  if (last === null) {
    rmSync(part);
    rmSync(saved, { force: true });
    return;
  }
  renameSync(saved, part);
  await spool.finish(part);
  if (hasAll) spool.noteRecorded(last);
}
