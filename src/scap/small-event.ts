import { Writer } from '../bytes/writer.js';
import { BLOCK } from '../schema/block.js';
import { EVENT_HEADER_SIZE, LENGTH_SIZE, STATE_ONLY } from '../schema/event-layout.js';
import { encodeBlock } from './block.js';

const TEXT_LIMIT = 1024;

/** What an event says before its parameters. */
export interface EventHead {
  /** Number of its type (schema/events.ts). */
  readonly type: number;
  /** Kernel task id; -1 for none. */
  readonly tid: number;
  /** Halves of ns since the epoch. */
  readonly tsHi: number;
  readonly tsLo: number;
  /** Whether it keeps state and is not shown. */
  readonly isHidden: boolean;
}

/** A parameter of 32 bits. */
export function uint32Param(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** A parameter of 64 bits, signed; exact to 2^53. */
export function int64Param(value: number): Buffer {
  const writer = new Writer();
  writer.int64(value);
  return writer.finish();
}

/** A parameter of text (byte string), which ends with a NUL; longer text than readers take is cut. */
export function textParam(text: string): Buffer {
  return Buffer.from(`${text.slice(0, TEXT_LIMIT)}\0`, 'latin1');
}

/** An event block (SCAP-FORMAT.md#event-blocks) of CPU 0, with an annex if one is given; `params` are the values as on disk, each below 64 KiB. */
export function encodeEvent(
  { type, tid, tsHi, tsLo, isHidden }: EventHead,
  params: readonly Buffer[],
  annex?: Buffer,
): Buffer {
  const size = params.reduce((sum, { length }) => sum + LENGTH_SIZE + length, EVENT_HEADER_SIZE);
  return encodeBlock(isHidden ? BLOCK.EVENT_FLAGS_V2 : BLOCK.EVENT_V2, (writer) => {
    writer.uint16(0);
    if (isHidden) writer.uint32(STATE_ONLY);
    writer.uint32(tsLo);
    writer.uint32(tsHi);
    writer.int64(tid);
    writer.uint32(size);
    writer.uint16(type);
    writer.uint32(params.length);
    for (const { length } of params) writer.uint16(length);
    for (const param of params) writer.copy(param);
    if (annex !== undefined) writer.copy(annex);
  });
}
