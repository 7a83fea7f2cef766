import { writeFileSync } from 'node:fs';
import { eventBlockSize } from '../../src/scap/event-block.js';
import { encodeHeader } from '../../src/scap/metadata.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import type { Dice } from './event-samples.js';

/** Writes a copy of a capture in which every twentieth event or so was lost. */
export async function lose(from: string, to: string, dice: Dice): Promise<void> {
  const blocks: Buffer[] = [];
  for await (const item of openCaptureFile(from).items()) {
    if (item.kind === 'header') {
      blocks.push(...encodeHeader(item.header));
      continue;
    }
    const { bytes, view, start, end } = item.batch;
    for (let at = start, next = start; at < end; at = next) {
      next = at + eventBlockSize(view, at, end);
      if (dice.next(20) > 0) blocks.push(Buffer.from(bytes.subarray(at, next)));
    }
  }
  writeFileSync(to, Buffer.concat(blocks));
}
