import { readFileSync, writeFileSync } from 'node:fs';
import { closeBlock, eventStart, isEvent } from '../../src/scap/event-block.js';
import { BLOCK_LENGTH_AT } from '../../src/schema/block.js';
import { EVENT } from '../../src/schema/event-layout.js';

/** One block without the annex of its event. */
function withoutAnnex(block: Buffer): Buffer {
  const type = block.readUInt32LE(0);
  if (!isEvent(type)) return block;
  const bytes = Buffer.from(block);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const event = eventStart(view, 0);
  const end = closeBlock({ bytes, view }, type, 0, event + view.getUint32(event + EVENT.LENGTH, true));
  return bytes.subarray(0, end);
}

/** Makes a copy of an uncompressed capture without annexes: what readers that do not know them see. Returns its path. */
export function copyWithoutAnnexes(path: string): string {
  const bytes = readFileSync(path);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + bytes.readUInt32LE(at + BLOCK_LENGTH_AT);
    blocks.push(withoutAnnex(bytes.subarray(at, end)));
    at = end;
  }
  const copy = `${path}.plain`;
  writeFileSync(copy, Buffer.concat(blocks));
  return copy;
}
