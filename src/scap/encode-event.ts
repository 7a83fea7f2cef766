import { Writer } from '../bytes/writer.js';
import { BLOCK } from '../schema/block.js';
import { EF } from '../schema/event.js';
import { EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE, LENGTH_SIZE, STATE_ONLY } from '../schema/event-layout.js';
import { hasEventFlags } from '../schema/events.js';
import { encodeBlock } from './block.js';

const TEXT_LIMIT = 1024;

/** The header of an event. */
export interface EventHead {
  /** Number of its type (schema/events.ts). */
  readonly type: number;
  /** Kernel task id; -1 for none. */
  readonly tid: number;
  /** Halves of ns since the epoch. */
  readonly tsHi: number;
  readonly tsLo: number;
  /** Whether it only updates state and is not shown. */
  readonly isHidden: boolean;
}

/** A parameter of 32 bits. */
export function uint32Param(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** A parameter of 64 bits, signed; exact up to 2^53. */
export function int64Param(value: number): Buffer {
  const writer = new Writer();
  writer.int64(value);
  return writer.finish();
}

/** A text parameter (byte string), which ends with a NUL; text longer than readers accept is cut. */
export function textParam(text: string): Buffer {
  return Buffer.from(`${text.slice(0, TEXT_LIMIT)}\0`, 'latin1');
}

/** Block types of events without and with flags, by the size of their lengths. */
const BLOCK_TYPES: Readonly<Record<number, readonly [plain: number, flagged: number]>> = {
  [LENGTH_SIZE]: [BLOCK.EVENT_V2, BLOCK.EVENT_FLAGS_V2],
  [LARGE_LENGTH_SIZE]: [BLOCK.EVENT_V2_LARGE, BLOCK.EVENT_FLAGS_V2_LARGE],
};

/**
 * An event block (SCAP-FORMAT.md#event-blocks) of CPU 0, with an annex if one is given. `params` are the values as they are
 * in files, each below 64 KiB unless the type has large payloads (EF.LARGE_PAYLOAD).
 */
export function encodeEvent(
  { type, tid, tsHi, tsLo, isHidden }: EventHead,
  params: readonly Buffer[],
  annex?: Buffer,
): Buffer {
  const lengthSize = hasEventFlags(type, EF.LARGE_PAYLOAD) ? LARGE_LENGTH_SIZE : LENGTH_SIZE;
  const size = params.reduce((sum, { length }) => sum + lengthSize + length, EVENT_HEADER_SIZE);
  const [plain, flagged] = BLOCK_TYPES[lengthSize] as readonly [number, number];
  return encodeBlock(isHidden ? flagged : plain, (writer) => {
    writer.uint16(0);
    if (isHidden) writer.uint32(STATE_ONLY);
    writer.uint32(tsLo);
    writer.uint32(tsHi);
    writer.int64(tid);
    writer.uint32(size);
    writer.uint16(type);
    writer.uint32(params.length);
    for (const { length } of params) lengthSize === LENGTH_SIZE ? writer.uint16(length) : writer.uint32(length);
    for (const param of params) writer.copy(param);
    if (annex !== undefined) writer.copy(annex);
  });
}
