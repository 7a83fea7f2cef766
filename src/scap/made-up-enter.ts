import { readInt64 } from '../bytes/int64.js';
import { ANNEX_TAG } from '../schema/annex-layout.js';
import { EVENT } from '../schema/event-layout.js';
import { STORED_EVENTS } from '../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import { encodeAnnex } from './annex.js';
import { encodeEvent, int64Param } from './encode-event.js';
import { eventStart, eventTsHi, eventTsLo } from './event-block.js';

const NO_FD = -1;
const MARK = encodeAnnex([{ tag: ANNEX_TAG.MADE_UP, bytes: new Uint8Array(0) }]);

/** A value that says nothing: descriptor -1, zero, or no bytes. */
export function emptyValue(type: ParamType): Buffer {
  return type === 'fd' ? int64Param(NO_FD) : Buffer.alloc(PARAM_TYPES[type].width);
}

/**
 * A hidden enter event, as a block, for the exit event in the block at `at`, whose own enter event was lost. Libraries of 2026 stop at
 * an exit event after the enter event of another call. Its parameters say nothing, and its annex says that it was made up, so that
 * readers that know it ignore it.
 */
export function madeUpEnterOf(view: DataView, at: number): Buffer {
  const event = eventStart(view, at);
  const type = view.getUint16(event + EVENT.TYPE, true) - 1;
  const tid = readInt64(view, event + EVENT.TID);
  const values = (STORED_EVENTS[type]?.params ?? []).map((param) => emptyValue(param.type));
  return encodeEvent({ type, tid, tsHi: eventTsHi(view, at), tsLo: eventTsLo(view, at), isHidden: true }, values, MARK);
}
