import { Cursor } from '../bytes/cursor.js';
import { BLOCK, BLOCK_HEADER_SIZE, BLOCK_LENGTH_AT } from '../schema/block.js';
import { blockType } from './block.js';
import { isEvent } from './event-block.js';
import { isMetadata } from './metadata.js';
import { isOldEvent } from './old-event.js';
import { checkSection } from './section.js';

/** Bytes of a section header without options. */
const SECTION_SIZE = 28;

/** Whether a file that begins with these bytes is a capture: a section header, which pcapng files have, too, and a .scap block. */
export function startsLikeCapture(bytes: Buffer): boolean {
  if (bytes.length < SECTION_SIZE || bytes.readUInt32LE(0) !== BLOCK.SECTION) return false;
  if (checkSection(new Cursor(bytes, { start: BLOCK_HEADER_SIZE, end: bytes.length, origin: 0 })) !== null)
    return false;
  const next = bytes.readUInt32LE(BLOCK_LENGTH_AT);
  if (next + BLOCK_HEADER_SIZE > bytes.length) return next === bytes.length;
  const type = blockType(bytes.readUInt32LE(next));
  return isMetadata(type) || isEvent(type) || isOldEvent(type);
}
