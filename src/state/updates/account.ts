import type { EventView } from '../../decode/event-view.js';
import { orElse } from '../../decode/param-index.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../evt.js';
import type { SystemState } from '../system-state.js';
import type { UpdateRows } from '../update.js';

const NOBODY = 0xffffffff;

function userOf(view: EventView) {
  const gid = orElse(view.uint32(1), NOBODY);
  return { uid: view.uint32(0), gid, name: view.text(2), home: view.text(3), shell: view.text(4) };
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
    if (!Number.isNaN(gid)) state.groups.set(evt.view.text(2), gid, { gid, name: evt.view.text(1) });
  },
  [EVT.GROUP_DELETED_E]: (state: SystemState, evt: Evt) => {
    state.groups.delete(evt.view.text(2), evt.view.uint32(0));
  },
};
