import type { FieldContext } from '../fields/field-context.js';
import { compileFilter } from '../filter/filter.js';
import type { End } from '../run/end.js';
import { extracted, type MakeExtractions } from '../run/hosted-sources.js';
import { openCaptureFile } from '../source/capture-file.js';
import type { ContentMemory } from '../source/content-memory.js';
import type { EventSource } from '../source/source.js';
import type { SystemState } from '../state/system-state.js';
import { type ResumedAt, resumeAt } from './resumed-source.js';
import { scanEvents } from './scan-events.js';
import { UntilSource } from './until-source.js';

/** A part of a capture that is searched by itself. It can be sent to another thread. */
export interface ScanPart {
  /** A filter (byte string). */
  readonly filter: string;
  /** Opens the content, which is not compressed. */
  readonly path: string;
  /** Where it begins; null for the beginning of the capture. */
  readonly begin: ResumedAt | null;
  /** Offset in the content of the first event behind it; null: it has the last event of the capture. */
  readonly end: number | null;
}

function openPart({ path, begin, end }: ScanPart, memory: ContentMemory, state: () => SystemState): EventSource {
  const source = begin === null ? openCaptureFile(path, { memory }) : resumeAt(path, begin, { memory }, state);
  return end === null ? source : new UntilSource(source, end);
}

/** How a part is searched. */
interface PartSearch {
  readonly context: FieldContext;
  readonly extractions: MakeExtractions;
  readonly end: End;
  /** Gets the numbers of the events that are accepted, in order, some at a time. */
  readonly found: (nums: Float64Array) => void;
}

/** Searches a part. Throws SyssharkError. */
export async function scanPart(part: ScanPart, { context, extractions, end, found }: PartSearch): Promise<void> {
  let nums: number[] = [];
  await scanEvents({
    filter: compileFilter(part.filter, context),
    open: (memory, state) => extracted(openPart(part, memory, state), extractions()),
    end,
    find: (num) => nums.push(num),
    batchEnd: () => {
      if (nums.length > 0) found(Float64Array.from(nums));
      nums = [];
    },
  });
}
