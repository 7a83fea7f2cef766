import { BLOCK } from '../schema/block.js';
import { EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE } from '../schema/event-layout.js';
import { EVT } from '../schema/events.js';
import { encodeBlock } from './block.js';

const NO_TASK = 0xffffffff;
/** Header and one length of four bytes: container events may be long. */
const HEAD_SIZE = EVENT_HEADER_SIZE + LARGE_LENGTH_SIZE;

/** A CONTAINER_JSON_2 event (SCAP-FORMAT.md#initial-records); time in halves of ns since the epoch, `json` in UTF-8. */
export function encodeContainerEvent(json: string, tsHi: number, tsLo: number): Buffer {
  const text = Buffer.from(`${json}\0`, 'utf8').toString('latin1');
  return encodeBlock(BLOCK.EVENT_V2_LARGE, (writer) => {
    writer.uint16(0);
    writer.uint32(tsLo);
    writer.uint32(tsHi);
    writer.uint32(NO_TASK);
    writer.uint32(NO_TASK);
    writer.uint32(HEAD_SIZE + text.length);
    writer.uint16(EVT.CONTAINER_JSON_2_E);
    writer.uint32(1);
    writer.uint32(text.length);
    writer.text(text);
  });
}
