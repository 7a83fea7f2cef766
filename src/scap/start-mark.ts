import { EVT } from '../schema/events.js';
import { BLOCK, encodeBlock } from './block.js';
import { STATE_ONLY } from './event-block.js';

const NO_TASK = 0xffffffff;
/** Header, two lengths, a u32 and a u64. */
const EVENT_SIZE = 26 + 2 * 2 + 12;

/**
 * A hidden event that says nothing. Readers take container and account events for records of the initial state until
 * the first other one (FORMAT §10): where there is no other one, this goes before those that happened later. The time
 * is in halves of ns since the epoch.
 */
export function encodeStartMark(tsHi: number, tsLo: number): Buffer {
  return encodeBlock(BLOCK.EVENT_FLAGS_V2, (writer) => {
    writer.uint16(0);
    writer.uint32(STATE_ONLY);
    writer.uint32(tsLo);
    writer.uint32(tsHi);
    writer.uint32(NO_TASK);
    writer.uint32(NO_TASK);
    writer.uint32(EVENT_SIZE);
    writer.uint16(EVT.SCAPEVENT_E);
    writer.uint32(2);
    writer.uint16(4);
    writer.uint16(8);
    writer.uint32(0);
    writer.bigUint64(0n);
  });
}
