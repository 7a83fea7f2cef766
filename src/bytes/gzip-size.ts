/**
 * gzip members that say how long they are, so that a reader can decompress several at once. The length is in an extra field
 * (RFC 1952 §2.3.1.1) named "SS", which other readers skip.
 */

const MAGIC = 0x8b1f;
const DEFLATE = 8;
/** Offset of the flags, and the flag of an extra field. */
const FLAGS = 3;
const HAS_EXTRA = 4;
/** Size of the header without optional fields; then come the size of all extra fields and ours. */
const FIXED = 10;
const NAME = 0x5353;
const FIELD_SIZE = 8;
/** Bytes from the start of a member to the end of its length. */
export const SIZED_HEADER = FIXED + 2 + FIELD_SIZE;

/** Whether a gzip member begins here. */
export const isGzip = (bytes: Buffer): boolean => bytes.length >= 2 && bytes.readUInt16LE(0) === MAGIC;

/** Adds its length to a gzip member without optional header fields, as zlib makes them. */
export function withSize(member: Buffer): Buffer {
  const sized = Buffer.allocUnsafe(member.length + SIZED_HEADER - FIXED);
  member.copy(sized, 0, 0, FIXED);
  sized[FLAGS] = HAS_EXTRA;
  sized.writeUInt16LE(FIELD_SIZE, FIXED);
  sized.writeUInt16LE(NAME, FIXED + 2);
  sized.writeUInt16LE(4, FIXED + 4);
  sized.writeUInt32LE(sized.length, FIXED + 6);
  member.copy(sized, SIZED_HEADER, FIXED);
  return sized;
}

/** The length of the member that begins here, header and all, in bytes; null if it does not say so. Not to be trusted. */
export function sizeOfMember(bytes: Buffer): number | null {
  if (bytes.length < SIZED_HEADER || !isGzip(bytes) || bytes[2] !== DEFLATE || bytes[FLAGS] !== HAS_EXTRA) return null;
  const isOurs =
    bytes.readUInt16LE(FIXED) === FIELD_SIZE &&
    bytes.readUInt16LE(FIXED + 2) === NAME &&
    bytes.readUInt16LE(FIXED + 4) === 4;
  return isOurs ? bytes.readUInt32LE(FIXED + 6) : null;
}
