import type { Cursor } from '../bytes/cursor.js';
import { BLOCK } from '../schema/block.js';
import { encodeBlock } from './block.js';

/** First word of the section header, in the byte order of the file. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const MAJOR = 1;
const MINOR = 2;
const UNKNOWN_LENGTH = 0xffffffffffffffffn;

/**
 * Reads the section header's payload (SCAP-FORMAT.md#section-header); options after it are ignored. Returns why a
 * file with this header cannot be read, or null if it can.
 */
export function checkSection(cursor: Cursor): string | null {
  const magic = cursor.uint32();
  if (magic === 0x4d3c2b1a) return 'it was written on a machine with the other byte order';
  if (magic !== BYTE_ORDER_MAGIC) return 'its section header has a wrong byte-order magic';
  const major = cursor.uint16();
  cursor.uint16();
  cursor.skip(8);
  return major > MAJOR ? `it has format version ${major}, but the newest supported one is ${MAJOR}` : null;
}

/** Section header block: version 1.2, 28 bytes. */
export function encodeSection(): Buffer {
  return encodeBlock(BLOCK.SECTION, (writer) => {
    writer.uint32(BYTE_ORDER_MAGIC);
    writer.uint16(MAJOR);
    writer.uint16(MINOR);
    writer.bigUint64(UNKNOWN_LENGTH);
  });
}
