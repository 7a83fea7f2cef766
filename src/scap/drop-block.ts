import { EVT } from '../schema/events.js';
import { BLOCK, encodeBlock } from './block.js';

const NO_TASK = 0xffffffff;
/** Header, one length and a u32. */
const EVENT_SIZE = 26 + 2 + 4;
/** Of how many events one is kept where a recorder keeps only some: nothing is left out on purpose here. */
const RATIO = 1;

function encode(type: number, tsHi: number, tsLo: number): Buffer {
  return encodeBlock(BLOCK.EVENT_V2, (writer) => {
    writer.uint16(0);
    writer.uint32(tsLo);
    writer.uint32(tsHi);
    writer.uint32(NO_TASK);
    writer.uint32(NO_TASK);
    writer.uint32(EVENT_SIZE);
    writer.uint16(type);
    writer.uint32(1);
    writer.uint16(4);
    writer.uint32(RATIO);
  });
}

/** The pair of drop events of the reference: events were lost up to a time, in halves of ns since the epoch. */
export function encodeDrop(tsHi: number, tsLo: number): Buffer {
  return Buffer.concat([encode(EVT.DROP_E, tsHi, tsLo), encode(EVT.DROP_X, tsHi, tsLo)]);
}
