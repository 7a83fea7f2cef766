import { renameSync, rmSync } from 'node:fs';
import type { FileSpan } from '../output/capture-series.js';

const SAVED = '.saved';

/** Copies the events of a capture that is cut; resolves to when they happened, null for none. */
export type CopyEvents = (from: string, to: string) => Promise<FileSpan | null>;

/** Takes a segment that is written. */
export type FinishSegment = (part: string, span: FileSpan) => Promise<void>;

/** Saves what a shipper that was killed had written of a segment. Throws SyssharkError IO. */
export async function salvage(part: string, copy: CopyEvents, finish: FinishSegment): Promise<void> {
  const saved = `${part}${SAVED}`;
  rmSync(saved, { force: true });
  const span = await copy(part, saved);
  if (span === null) {
    rmSync(part);
    rmSync(saved, { force: true });
    return;
  }
  renameSync(saved, part);
  await finish(part, span);
}
