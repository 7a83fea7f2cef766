// HOT: once per printed event. No allocation, bigint, try, spread or iterator here; shortcuts are made once per parameter.
import type { ByteText } from '../bytes/byte-text.js';
import { Chunk } from '../bytes/chunk.js';
import { ChunkMemory } from '../bytes/chunk-memory.js';
import { removeUnprintable } from '../decode/printable.js';
import { AT_FDCWD, LONGEST_PATH } from '../state/path.js';
import type { Thread } from '../state/thread.js';
import { labelOf } from './fd-label.js';
import type { WriteValue } from './param.js';
import { type ByteRange, writePrintable } from './printable.js';
import type { Shortcut } from './shortcut.js';
import type { Value } from './value.js';

const SLASH = 47;
const DOT = 46;
const OPEN = 40;
const CLOSE = 41;
const LESS = 60;

/** Whether a path consists of names with single slashes between: no "." or "..", and no placeholder for a missing path. */
function isPlainPath({ data, start }: ByteRange, length: number): boolean {
  let before = SLASH;
  for (let i = 0; i < length; i++) {
    const byte = data.getUint8(start + i);
    if (before === SLASH && (byte === SLASH || byte === DOT || byte === LESS || byte === OPEN)) return false;
    before = byte;
  }
  return before !== SLASH;
}

/** Writes the directory that a relative path starts from, and returns its raw length. */
type WriteBase = (value: Value, out: ByteText) => number;

const directories = new ChunkMemory<string>();

function writeDirectory(thread: Thread, out: ByteText): number {
  const { directory } = thread;
  out.addChunk(directories.find(directory) ?? directories.keep(directory, Chunk.ofText(removeUnprintable(directory))));
  return directory.length;
}

const writeOwnDirectory: WriteBase = ({ thread }, out) => (thread === null ? 0 : writeDirectory(thread, out));

/** Writes the directory open on the descriptor in parameter `dirfd`. */
function writeDescribed(dirfd: number): WriteBase {
  return ({ thread, view }, out) => {
    if (thread === null) return 0;
    const fd = view.int64(dirfd);
    if (fd === AT_FDCWD) return writeDirectory(thread, out);
    const info = thread.findFd(fd);
    if (info === null || info.name === '') return 0;
    const { chunk, nameStart } = labelOf(info, fd);
    const { data, start, length } = chunk;
    out.addRange(data, start + nameStart, start + length - 1);
    out.addByte(SLASH);
    return info.name.length + 1;
  };
}

/** Writes a raw path and its full path; paths that are not plain are left to `general`. */
function pathShortcut(general: WriteValue, writeBase: WriteBase): WriteValue {
  return (value, out) => {
    const start = out.length;
    const length = value.length === 0 ? 0 : writePrintable(out, value);
    if (length > 0 && value.uint8 === SLASH) return;
    if (out.length - start === length && isPlainPath(value, length)) {
      out.addByte(OPEN);
      const baseLength = writeBase(value, out);
      out.addRange(value.data, value.start, value.start + length);
      out.addByte(CLOSE);
      if (baseLength + length < LONGEST_PATH) return;
    }
    out.length = start;
    general(value, out);
  };
}

/** Paths relative to the directory of the process. */
export const absolutePath: Shortcut = (general) => pathShortcut(general, writeOwnDirectory);

/** Paths relative to the directory in another parameter. */
export const relativePath: Shortcut = (general, { dirfd }) =>
  dirfd === undefined ? general : pathShortcut(general, writeDescribed(dirfd));
