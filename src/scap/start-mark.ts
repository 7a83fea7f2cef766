import { EVT } from '../schema/events.js';
import { encodeEvent, int64Param, uint32Param } from './encode-event.js';

/**
 * A hidden event without content. Readers treat container and account events as records of the initial state until
 * the first other event (SCAP-FORMAT.md#initial-records): if there is no other event, this one precedes those that
 * happened later. The time is in halves of ns since the epoch; an annex may follow.
 */
export function encodeStartMark(tsHi: number, tsLo: number, annex?: Buffer): Buffer {
  const head = { type: EVT.SCAPEVENT_E, tid: -1, tsHi, tsLo, isHidden: true };
  return encodeEvent(head, [uint32Param(0), int64Param(0)], annex);
}
