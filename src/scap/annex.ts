import { Writer } from '../bytes/writer.js';
import { ANNEX_ENTRY_HEAD_SIZE, ANNEX_HEAD_SIZE, ANNEX_MAGIC, ANNEX_VERSION } from '../schema/annex-layout.js';

const VERSION_AT = 4;
const COUNT_AT = 6;
const LENGTH_AT = 2;
const LENGTH_SIZE = 4;
/** Most bytes of padding after the last entry. */
const MAX_PADDING = 3;

/** No such entry, and an annex that does not fit its place. */
export const ANNEX_MISSING = -1;
export const ANNEX_DAMAGED = -2;

/** One entry of an annex. */
export interface AnnexEntry {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** The bytes of an annex. */
export function encodeAnnex(entries: readonly AnnexEntry[]): Buffer {
  const writer = new Writer();
  writer.uint32(ANNEX_MAGIC);
  writer.uint16(ANNEX_VERSION);
  writer.uint16(entries.length);
  for (const { tag, bytes } of entries) {
    writer.uint16(tag);
    writer.uint32(bytes.length);
    writer.copy(bytes);
  }
  return Buffer.from(writer.finish());
}

/** Number of bytes of the entry whose bytes begin at `at`. */
export function annexEntrySize(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at - LENGTH_SIZE);
}

/**
 * Where the bytes of the entry with a tag begin; ANNEX_MISSING if there is no annex, one of another version, or no such entry;
 * ANNEX_DAMAGED if the annex does not fit its place, which is from `start` to `end`.
 */
export function annexEntryAt(bytes: Buffer, start: number, end: number, tag: number): number {
  if (end - start < ANNEX_HEAD_SIZE || bytes.readUInt32LE(start) !== ANNEX_MAGIC) return ANNEX_MISSING;
  if (bytes.readUInt16LE(start + VERSION_AT) !== ANNEX_VERSION) return ANNEX_MISSING;
  let found = ANNEX_MISSING;
  let at = start + ANNEX_HEAD_SIZE;
  for (let left = bytes.readUInt16LE(start + COUNT_AT); left > 0; left--) {
    if (at + ANNEX_ENTRY_HEAD_SIZE > end) return ANNEX_DAMAGED;
    const from = at + ANNEX_ENTRY_HEAD_SIZE;
    const to = from + bytes.readUInt32LE(at + LENGTH_AT);
    if (to > end) return ANNEX_DAMAGED;
    if (found === ANNEX_MISSING && bytes.readUInt16LE(at) === tag) found = from;
    at = to;
  }
  return end - at > MAX_PADDING ? ANNEX_DAMAGED : found;
}
