import { EVT } from '../schema/events.js';
import { encodeEvent, uint32Param } from './encode-event.js';

/** Sampling ratio: one in this many events is kept; sysshark does not sample. */
const RATIO = 1;

/** The reference's pair of drop events: events were lost up to this time, in halves of ns since the epoch. */
export function encodeDrop(tsHi: number, tsLo: number): Buffer {
  const encode = (type: number) => encodeEvent({ type, tid: -1, tsHi, tsLo, isHidden: false }, [uint32Param(RATIO)]);
  return Buffer.concat([encode(EVT.DROP_E), encode(EVT.DROP_X)]);
}
