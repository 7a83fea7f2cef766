/** Finds where a gzip member begins among other bytes (RFC 1952 §2.3). */
import { constants, gunzipSync } from 'node:zlib';
import type { ByteInput } from './byte-input.js';

const MAGIC = Buffer.from([0x1f, 0x8b, 8]);
const HEADER_SIZE = 10;
const RESERVED_FLAGS = 0xe0;
/** Compressed bytes of a member that must decompress without an error. */
const TRIAL = 16 << 10;
const MAX_TRIAL_OUTPUT = 32 << 20;
const BLOCK = 64 << 10;

/** A member: its first bytes, and how many bytes before it were skipped. */
export interface Member {
  readonly head: Buffer;
  readonly skipped: number;
}

function isMember(bytes: Buffer): boolean {
  if (bytes.length < HEADER_SIZE || ((bytes[3] as number) & RESERVED_FLAGS) !== 0) return false;
  try {
    const trial = bytes.subarray(0, TRIAL);
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_TRIAL_OUTPUT };
    return gunzipSync(trial, options).length > 0;
  } catch {
    return false;
  }
}

/** Fills `bytes` from offset `have` on; returns how many bytes it then holds. */
async function fill(input: ByteInput, bytes: Buffer, have: number): Promise<number> {
  let end = have;
  while (end < bytes.length) {
    const count = await input.read(bytes, end, bytes.length - end);
    if (count === 0) break;
    end += count;
  }
  return end;
}

function findIn(bytes: Buffer, limit: number): number {
  for (let at = bytes.indexOf(MAGIC); at >= 0 && at < limit; at = bytes.indexOf(MAGIC, at + 1)) {
    if (isMember(bytes.subarray(at))) return at;
  }
  return -1;
}

/** The next member of an input; null if there is none. */
export async function findMember(input: ByteInput): Promise<Member | null> {
  const bytes = Buffer.allocUnsafe(BLOCK + TRIAL);
  let have = 0;
  for (let skipped = 0; ; ) {
    have = await fill(input, bytes, have);
    const isLast = have < bytes.length;
    const limit = isLast ? have : BLOCK;
    const at = findIn(bytes.subarray(0, have), limit);
    if (at >= 0) return { head: Buffer.from(bytes.subarray(at, have)), skipped: skipped + at };
    if (isLast) return null;
    bytes.copyWithin(0, limit, have);
    have -= limit;
    skipped += limit;
  }
}
