import { ANNEX_TAG } from '../schema/annex-layout.js';
import { EVENTS } from '../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import { encodeAnnex } from './annex.js';
import { type EventHead, encodeEvent, int64Param } from './encode-event.js';

const NO_FD = -1;
const MARK = encodeAnnex([{ tag: ANNEX_TAG.MADE_UP, bytes: new Uint8Array(0) }]);

/** A value that says nothing: descriptor -1, zero, or no bytes. */
function emptyValue(type: ParamType): Buffer {
  return type === 'fd' ? int64Param(NO_FD) : Buffer.alloc(PARAM_TYPES[type].width);
}

/**
 * A hidden enter event for an exit event whose own enter was lost, as a block. Libraries of 2026 stop at an exit event after the enter of
 * another call. Its parameters say nothing, and its annex says that it was made up, so that readers that know it ignore it.
 */
export function encodeMadeUpEnter({ type, tid, tsHi, tsLo }: Omit<EventHead, 'isHidden'>): Buffer {
  const params = EVENTS[type]?.params ?? [];
  const values = params.map((param) => emptyValue(param.type));
  return encodeEvent({ type, tid, tsHi, tsLo, isHidden: true }, values, MARK);
}
