import { resultOf } from '../../fields/result.js';
import type { Piece } from '../../output/streams/stream.js';
import type { Evt } from '../../state/evt.js';
import type { CallForm } from './calls.js';
import type { PendingCall } from './pending-calls.js';

const EMPTY = new DataView(new ArrayBuffer(0));

/** No bytes. */
export const NOTHING: Piece = {
  isRead: false,
  length: 0,
  data: EMPTY,
  start: 0,
  captured: 0,
  position: -1,
  unseenCall: '',
};

/** What an exit event moved. A call that asked for no bytes, or failed, has a length of 0 or less. */
export function pieceOf(evt: Evt, form: CallForm, call: PendingCall | null): Piece {
  const { view } = evt;
  const { isRead, data } = form;
  const result = resultOf(evt);
  const length = form.length === 0 || !(result >= 0) ? result : view.uint32(form.length);
  const captured = data < 0 || !(length > 0) ? 0 : Math.min(view.paramLength(data), length);
  return {
    isRead,
    length,
    data: view.view,
    start: captured === 0 ? 0 : view.paramStart(data),
    captured,
    position: positionOf(evt, form, call),
    unseenCall: data < 0 ? (view.def?.name ?? 'call') : '',
  };
}

function positionOf({ view }: Evt, { position }: CallForm, call: PendingCall | null): number {
  if (position >= 0 && view.has(position)) return view.int64(position);
  return call === null ? -1 : call.position;
}
