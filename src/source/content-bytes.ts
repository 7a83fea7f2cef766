import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ResumePoint } from './capture-file.js';
import type { RawContent } from './raw-content.js';
import { DroppedError } from './room-input.js';

const PIECE = 1 << 20;

/** Offset and size of the length in a block's head. */
const LENGTH = { offset: 4, size: 4 };

/** The offset behind a block of content, which begins at another one. Throws the error of the system. */
export function blockEnd(path: string, offset: number): number {
  const length = Buffer.alloc(LENGTH.size);
  const fd = openSync(path, constants.O_RDONLY);
  try {
    readSync(fd, length, 0, LENGTH.size, offset + LENGTH.offset);
  } finally {
    closeSync(fd);
  }
  return offset + length.readUint32LE();
}

/**
 * The bytes of growing content from a point (null: from the first byte) up to an offset (null: what there is by now), as a capture of its
 * own. Throws the error of the system, and DroppedError if what it would read is dropped meanwhile. Pieces are valid until the next one.
 */
export async function* contentBytes(
  { path, room }: Pick<RawContent, 'path' | 'room'>,
  from: ResumePoint | null,
  upTo: number | null,
): AsyncGenerator<Buffer, void, void> {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    const size = upTo ?? fstatSync(fd).size;
    if (from !== null) yield from.blocks;
    for (let at = from?.offset ?? 0; at < size; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, size - at));
      const count = readSync(fd, piece, 0, piece.length, at);
      if ((room?.dropped ?? 0) > at) throw new DroppedError();
      if (count === 0) return;
      yield piece.subarray(0, count);
      at += count;
    }
  } finally {
    closeSync(fd);
  }
}
