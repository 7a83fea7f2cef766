import { Writer } from '../bytes/writer.js';

/**
 * An annex holds data that sysshark adds to the format: bytes between the end of an event and the trailer of its block, which
 * other readers skip (docs/reference/ANNEX.md). It consists of a magic number, a version, the number of entries, and the
 * entries, each with a tag and a length.
 */
const MAGIC = Buffer.from('SSAX', 'latin1').readUInt32LE();
const VERSION = 1;
const HEAD_SIZE = 8;
const VERSION_AT = 4;
const COUNT_AT = 6;
/** Size of what precedes the bytes of an entry: tag and length. */
const ENTRY_HEAD_SIZE = 6;
const LENGTH_AT = 2;
/** Most bytes of padding after the last entry. */
const MAX_PADDING = 3;

/** Tags of entries; numbers are never reused. */
export const ANNEX_TAG = {
  /** A piece of a checkpoint (state/checkpoint.ts). */
  CHECKPOINT: 1,
  /** No bytes: the event is an enter event that nobody recorded, written for readers that need one (scap/made-up-enter.ts). */
  MADE_UP: 2,
} as const;

/** One entry of an annex. */
export interface AnnexEntry {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** Where an annex may be in a buffer. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** The bytes of an annex. */
export function encodeAnnex(entries: readonly AnnexEntry[]): Buffer {
  const writer = new Writer();
  writer.uint32(MAGIC);
  writer.uint16(VERSION);
  writer.uint16(entries.length);
  for (const { tag, bytes } of entries) {
    writer.uint16(tag);
    writer.uint32(bytes.length);
    writer.copy(bytes);
  }
  return Buffer.from(writer.finish());
}

/**
 * The entry with a tag, as a view of the buffer; null if there is no annex, one of another version, or no such entry; undefined
 * if the annex does not fit its place, which is from `start` to `end`.
 */
export function findAnnexEntry(bytes: Buffer, { start, end }: Place, tag: number): Buffer | null | undefined {
  if (end - start < HEAD_SIZE || bytes.readUInt32LE(start) !== MAGIC) return null;
  if (bytes.readUInt16LE(start + VERSION_AT) !== VERSION) return null;
  let found: Buffer | null = null;
  let at = start + HEAD_SIZE;
  for (let left = bytes.readUInt16LE(start + COUNT_AT); left > 0; left--) {
    if (at + ENTRY_HEAD_SIZE > end) return undefined;
    const from = at + ENTRY_HEAD_SIZE;
    const to = from + bytes.readUInt32LE(at + LENGTH_AT);
    if (to > end) return undefined;
    if (found === null && bytes.readUInt16LE(at) === tag) found = bytes.subarray(from, to);
    at = to;
  }
  return end - at > MAX_PADDING ? undefined : found;
}
