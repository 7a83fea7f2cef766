import { EVT } from '../schema/events.js';
import { encodeEvent, uint32Param } from './encode-event.js';

/** Of how many events one is kept where a recorder keeps only some: nothing is left out on purpose here. */
const RATIO = 1;

/** The pair of drop events of the reference: events were lost up to a time, in halves of ns since the epoch. */
export function encodeDrop(tsHi: number, tsLo: number): Buffer {
  const encode = (type: number) => encodeEvent({ type, tid: -1, tsHi, tsLo, isHidden: false }, [uint32Param(RATIO)]);
  return Buffer.concat([encode(EVT.DROP_E), encode(EVT.DROP_X)]);
}
