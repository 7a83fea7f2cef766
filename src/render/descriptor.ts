// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import { AT_FDCWD } from '../state/path.js';
import type { Thread } from '../state/thread.js';
import { labelOf } from './fd-label.js';
import { writeUnsigned64 } from './number.js';
import type { ByteRange } from './printable.js';

const SPACE = 32;
const TWO_32 = 4294967296;

/** Writes what a descriptor number refers to: `<f>/etc/passwd`, `<4t>…`; ENOENT for -2; nothing if unknown. */
export function writeDescriptor(out: ByteText, thread: Thread | null, fd: number): void {
  if (thread === null) return;
  if (fd < 0) {
    out.addText(fd === AT_FDCWD ? 'AT_FDCWD' : (ERRNO_NAMES[-fd] ?? ''));
    return;
  }
  const info = thread.findFd(fd);
  if (info === null) return;
  const { data, start, length } = labelOf(info, fd).chunk;
  out.addRange(data, start + 1, start + length - 1);
}

/** Writes the items of a poll list: `4:f1 5:p0`. Descriptors are printed unsigned, as in the reference. */
export function writeFdList(out: ByteText, { data, start, length }: ByteRange, thread: Thread | null): void {
  if (length < 2) return;
  const count = Math.min(data.getUint16(start, true), Math.floor((length - 2) / 10));
  for (let i = 0; i < count; i++) {
    const at = start + 2 + 10 * i;
    const hi = data.getUint32(at + 4, true);
    const lo = data.getUint32(at, true);
    if (i > 0) out.addByte(SPACE);
    writeUnsigned64(out, hi, lo);
    out.addText(`:${thread?.findFd(hi * TWO_32 + lo)?.typeChar ?? '?'}${data.getUint16(at + 8, true).toString(16)}`);
  }
}
