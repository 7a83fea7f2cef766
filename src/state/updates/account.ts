import { decodeCString } from '../../bytes/text.js';
import type { EventView } from '../../decode/event-view.js';
import { orElse } from '../../decode/param-index.js';
import { MAX_ACCOUNT_TEXT } from '../../scap/userlist.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

const NO_ID = 0xffffffff;

/** A text of an account, cut to the size limit of user lists. */
function accountText(view: EventView, index: number): string {
  const length = Math.min(view.paramLength(index), MAX_ACCOUNT_TEXT);
  if (length === 0) return '';
  const start = view.paramStart(index);
  return decodeCString(view.bytes, start, start + length);
}

function userOf(view: EventView) {
  const gid = orElse(view.uint32(1), NO_ID);
  const [name, home, shell] = [accountText(view, 2), accountText(view, 3), accountText(view, 4)];
  return { uid: view.uint32(0), gid, name, home, shell };
}

export const ACCOUNT_UPDATES: UpdateRows = {
  [EVT.USER_ADDED_E]: (state: SystemState, evt: Evt) => {
    const user = userOf(evt.view);
    if (!Number.isNaN(user.uid)) state.users.set(evt.view.text(5), user.uid, user);
  },
  [EVT.USER_DELETED_E]: (state: SystemState, evt: Evt) => {
    state.users.delete(evt.view.text(5), evt.view.uint32(0));
  },
  [EVT.GROUP_ADDED_E]: (state: SystemState, evt: Evt) => {
    const gid = evt.view.uint32(0);
    if (!Number.isNaN(gid)) state.groups.set(evt.view.text(2), gid, { gid, name: accountText(evt.view, 1) });
  },
  [EVT.GROUP_DELETED_E]: (state: SystemState, evt: Evt) => {
    state.groups.delete(evt.view.text(2), evt.view.uint32(0));
  },
};
