import { EVT } from '../schema/events.js';
import { encodeEvent, int64Param, uint32Param } from './encode-event.js';

/**
 * A hidden event that says nothing. Readers take container and account events for records of the initial state until
 * the first other one (SCAP-FORMAT.md#initial-records): where there is no other one, this goes before those that
 * happened later. The time is in halves of ns since the epoch; an annex
 * may say more.
 */
export function encodeStartMark(tsHi: number, tsLo: number, annex?: Buffer): Buffer {
  const head = { type: EVT.SCAPEVENT_E, tid: -1, tsHi, tsLo, isHidden: true };
  return encodeEvent(head, [uint32Param(0), int64Param(0)], annex);
}
