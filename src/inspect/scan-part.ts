import type { FieldContext } from '../fields/field-context.js';
import { compileFilter } from '../filter/filter.js';
import type { End } from '../run/end.js';
import { extracted, type MakeExtractions } from '../run/hosted-sources.js';
import { openCaptureFile, type ResumePoint, resumeCaptureFile } from '../source/capture-file.js';
import type { ContentMemory } from '../source/content-memory.js';
import type { EventSource } from '../source/source.js';
import { scanEvents } from './scan-events.js';
import { UntilSource } from './until-source.js';

/** A part of a capture that is searched by itself. It can be sent to another thread. */
export interface ScanPart {
  /** A filter (byte string). */
  readonly filter: string;
  /** Opens the content, which is not compressed. */
  readonly path: string;
  /** Where it begins; null for the beginning of the capture. */
  readonly begin: { readonly blocks: Uint8Array; readonly offset: number } | null;
  /** Offset in the content of the first event behind it; null: it has the last event of the capture. */
  readonly end: number | null;
}

function pointOf({ blocks, offset }: NonNullable<ScanPart['begin']>): ResumePoint {
  return { blocks: Buffer.from(blocks.buffer, blocks.byteOffset, blocks.byteLength), offset };
}

function openPart({ path, begin, end }: ScanPart, memory: ContentMemory): EventSource {
  const source =
    begin === null ? openCaptureFile(path, { memory }) : resumeCaptureFile(path, pointOf(begin), { memory });
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
    open: (memory) => extracted(openPart(part, memory), extractions()),
    end,
    find: (num) => nums.push(num),
    batchEnd: () => {
      if (nums.length > 0) found(Float64Array.from(nums));
      nums = [];
    },
  });
}
