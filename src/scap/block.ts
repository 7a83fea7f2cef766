import { Writer } from '../bytes/writer.js';
import { BLOCK, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';

/** Numbers that the earliest files used for the same blocks. */
export const ALIASES: ReadonlyMap<number, number> = new Map([
  [0x8000abcd, BLOCK.PROCESSES_V1],
  [0x8001abcd, BLOCK.FDS_V1],
  [0x8002abcd, BLOCK.MACHINE],
  [0x8010abcd, BLOCK.EVENT_V1],
  [0x8011abcd, BLOCK.INTERFACES_V1],
  [0x8012abcd, BLOCK.USERS_V1],
  [0x8013abcd, BLOCK.PROCESSES_V2],
  [0x8014abcd, BLOCK.PROCESSES_V3],
]);

/** The official number of a block type, whichever of its numbers a file uses. */
export function blockType(raw: number): number {
  return ALIASES.get(raw) ?? raw;
}

/** Bytes of padding after a payload that ends `size` bytes into its block. */
export function paddingAfter(size: number): number {
  return -size & 3;
}

/** Blocks are built here one after the other, so that the memory is reused. */
const writer = new Writer();

/** Encodes one whole block; `fill` writes its payload. */
export function encodeBlock(type: number, fill: (writer: Writer) => void): Buffer {
  writer.reset();
  writer.uint32(type);
  writer.uint32(0);
  fill(writer);
  writer.zeros(paddingAfter(writer.length));
  const total = writer.length + BLOCK_TRAILER_SIZE;
  writer.uint32(total);
  writer.patchUint32(BLOCK_LENGTH_AT, total);
  return Buffer.from(writer.finish());
}
