import { Readable } from 'node:stream';
import { encodeBlock } from '../../src/scap/block.js';
import { type CaptureHeader, emptyHeader } from '../../src/scap/header.js';
import { encodeHeader } from '../../src/scap/metadata.js';
import { BLOCK } from '../../src/schema/block.js';
import { openCaptureFile } from '../../src/source/capture-file.js';

/** An event to encode as a block. */
export interface EventParts {
  readonly type: number;
  readonly ts?: bigint;
  readonly tid?: bigint;
  readonly cpu?: number;
  readonly params?: readonly Uint8Array[];
  /** Flags word: makes the block an EVF one. */
  readonly flags?: number;
  /** Bytes of each parameter length: 4 for the few large events. */
  readonly lengthSize?: 2 | 4;
  /** Bytes after the event (encodeAnnex). */
  readonly annex?: Uint8Array;
}

function writeEvent(parts: EventParts, blockType: number, isOld: boolean): Buffer {
  const { params = [], lengthSize = 2 } = parts;
  const headerSize = isOld ? 22 : 26;
  const length = params.reduce((sum, param) => sum + lengthSize + param.length, headerSize);
  return encodeBlock(blockType, (writer) => {
    writer.uint16(parts.cpu ?? 0);
    if (parts.flags !== undefined) writer.uint32(parts.flags);
    writer.bigUint64(parts.ts ?? 1_700_000_000_000_000_000n);
    writer.bigUint64(BigInt.asUintN(64, parts.tid ?? 1n));
    writer.uint32(length);
    writer.uint16(parts.type);
    if (!isOld) writer.uint32(params.length);
    for (const param of params) lengthSize === 2 ? writer.uint16(param.length) : writer.uint32(param.length);
    for (const param of params) writer.copy(param);
    if (parts.annex !== undefined) writer.copy(parts.annex);
  });
}

/** Block of an event as current recorders write it. */
export function eventBlock(parts: EventParts): Buffer {
  const types =
    parts.lengthSize === 4
      ? { plain: BLOCK.EVENT_V2_LARGE, flagged: BLOCK.EVENT_FLAGS_V2_LARGE }
      : { plain: BLOCK.EVENT_V2, flagged: BLOCK.EVENT_FLAGS_V2 };
  return writeEvent(parts, parts.flags === undefined ? types.plain : types.flagged, false);
}

/** Block of an event as the first recorders wrote it: without a parameter count. */
export function oldEventBlock(parts: EventParts): Buffer {
  return writeEvent(parts, parts.flags === undefined ? BLOCK.EVENT_V1 : BLOCK.EVENT_FLAGS_V1, true);
}

/** The blocks of a header, followed by the given blocks. */
export function capture(blocks: readonly Buffer[], header: CaptureHeader = emptyHeader()): Buffer {
  return Buffer.concat([...encodeHeader(header), ...blocks]);
}

/** The content of a capture. */
export interface CaptureContent {
  readonly headers: CaptureHeader[];
  /** A copy of every event block. */
  readonly events: Buffer[];
  /** The offset of each block in its slab. */
  readonly positions: number[];
  /** The error that ended the reading, if any. */
  readonly error: unknown;
}

/** Reads a capture, from a file or from chunks of bytes, to its end or to the first damage. */
export async function readCapture(from: string | Buffer, chunkSize = 65536): Promise<CaptureContent> {
  const content = { headers: [] as CaptureHeader[], events: [] as Buffer[], positions: [] as number[] };
  const source =
    typeof from === 'string' ? openCaptureFile(from) : openCaptureFile('-', { input: chunks(from, chunkSize) });
  try {
    for await (const item of source.items()) {
      if (item.kind === 'header') {
        content.headers.push(item.header);
        continue;
      }
      const { batch } = item;
      for (let at = batch.start; at < batch.end; ) {
        const next = at + batch.view.getUint32(at + 4, true);
        content.events.push(Buffer.from(batch.bytes.subarray(at, next)));
        content.positions.push(at);
        at = next;
      }
    }
  } catch (error) {
    return { ...content, error };
  }
  return { ...content, error: null };
}

function chunks(bytes: Buffer, size: number): Readable {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return Readable.from(parts, { objectMode: false });
}
