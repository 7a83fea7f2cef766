import { encodeAnnex } from '../../src/scap/annex.js';
import { ANNEX_TAG } from '../../src/schema/annex-layout.js';
import { type EventDef, isExitType } from '../../src/schema/event.js';
import { EVT, FIRST_CALL_TYPE } from '../../src/schema/events.js';
import { SYSCALL_CODE_NAMES } from '../../src/schema/syscall-codes.js';
import { int } from './event-samples.js';
import type { EventParts } from './scap.js';

type Stored = Pick<EventParts, 'type' | 'params' | 'annex'>;

/** The annex with the values of a call. */
export function callAnnex(params: readonly Uint8Array[]): Buffer {
  const lengths = params.map((param) => int(param.length, 2));
  return encodeAnnex([{ tag: ANNEX_TAG.CALL, bytes: Buffer.concat([int(params.length, 2), ...lengths, ...params]) }]);
}

/** An event of any row as it is in files: a call without an event of its own as a generic event. */
export function storedEvent({ id, name }: EventDef, params: readonly Uint8Array[]): Stored {
  if (id < FIRST_CALL_TYPE) return { type: id, params };
  const code = int(SYSCALL_CODE_NAMES.indexOf(name), 2);
  const annex = callAnnex(params);
  return isExitType(id)
    ? { type: EVT.GENERIC_X, params: [code], annex }
    : { type: EVT.GENERIC_E, params: [code, int(0, 2)], annex };
}
