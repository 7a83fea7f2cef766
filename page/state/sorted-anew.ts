import type { ViewInfo } from '../../src/web/protocol.js';
import { findPosition } from './choose.js';
import { eventList, rowPages, sight } from './rows.js';
import { cursor, notice, view } from './store.js';

const ANEW = 'Sorted anew, with what has come and without what was dropped.';

/** Whether a view has its events in other places than the list shows. */
function isAnew(found: ViewInfo): boolean {
  const old = view.peek();
  return old?.id === found.id && old.count > 0 && found.sortings !== old.sortings;
}

/** The first event in sight that a view still has: its new position, and by how many rows it is below the first row. */
async function placeOf({ id }: ViewInfo): Promise<{ readonly position: number; readonly below: number } | null> {
  const { first, last } = sight.peek();
  for (let at = first; at <= last; at++) {
    const row = rowPages.at(at)?.row;
    if (row === undefined) continue;
    const { position, isIn } = await findPosition(id, row);
    if (isIn) return { position, below: at - first };
  }
  return null;
}

/** Shows a view. If it was sorted anew, the rows in sight and the choice stay what they are. */
export async function showInPlace(found: ViewInfo, show: (found: ViewInfo) => void): Promise<void> {
  if (!isAnew(found)) {
    show(found);
    return;
  }
  const chosen = cursor.peek()?.row ?? null;
  const [place, choice] = [await placeOf(found), chosen === null ? null : await findPosition(found.id, chosen)];
  show(found);
  if (place !== null) eventList()?.putFirst(Math.max(0, place.position - place.below));
  if (choice !== null && cursor.peek()?.row === chosen) cursor.value = { ...choice, row: chosen };
  notice.value = ANEW;
}
