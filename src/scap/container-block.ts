import { EVT } from '../schema/events.js';
import { encodeEvent } from './encode-event.js';

/** A CONTAINER_JSON_2 event (SCAP-FORMAT.md#initial-records); time in halves of ns since the epoch, `json` in UTF-8. */
export function encodeContainerEvent(json: string, tsHi: number, tsLo: number): Buffer {
  const head = { type: EVT.CONTAINER_JSON_2_E, tid: -1, tsHi, tsLo, isHidden: false };
  return encodeEvent(head, [Buffer.from(`${json}\0`)]);
}
