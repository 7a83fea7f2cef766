/** The minimum cost of any reader in Node.js: reads a capture in chunks and counts its blocks by type. */
import { openSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;
const MIN_BLOCK = 12;
/** Room for the largest block in the captures, a process list, and a chunk. */
const bytes = Buffer.allocUnsafeSlow(CHUNK * 16);
const view = new DataView(bytes.buffer);
const file = openSync(process.argv[2] as string, 'r');
const counts = new Uint32Array(1 << 16);

/** Goes over the complete blocks of the first `end` bytes; returns the offset of the incomplete one. */
function walk(end: number): number {
  let at = 0;
  while (end - at >= 32) {
    const size = view.getUint32(at + 4, true);
    if (size < MIN_BLOCK || size > end - at) break;
    const type = view.getUint16(at + 30, true);
    counts[type] = (counts[type] as number) + 1;
    at += size;
  }
  return at;
}

let left = 0;
for (;;) {
  const count = readSync(file, bytes, left, CHUNK, null);
  if (count === 0) break;
  const end = left + count;
  const at = walk(end);
  bytes.copyWithin(0, at, end);
  left = end - at;
}
