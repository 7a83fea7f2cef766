import { choosePosition, moveBy, movePages } from '../state/choose.js';
import { page, shownCount } from '../state/store.js';
import { moveInTable, rowsInWindow } from '../stats/row-keys.js';
import type { Command } from './command.js';

/** Moves in the list, or in the tables of a page that has no list. */
const inSight = (inList: () => void, inTable: () => void) => (): void => {
  if (page.value === 'events') inList();
  else inTable();
};

const byRows = (rows: number): (() => void) =>
  inSight(
    () => moveBy(rows),
    () => moveInTable(rows),
  );
const byWindow = (direction: 1 | -1): (() => void) =>
  inSight(
    () => movePages(direction),
    () => moveInTable(direction * rowsInWindow()),
  );
const toEnd = (position: () => number, direction: 1 | -1): (() => void) =>
  inSight(
    () => choosePosition(position()),
    () => moveInTable(direction * Number.MAX_SAFE_INTEGER),
  );

/** Keys that move by rows. Those of Wireshark work in every pane. */
export const MOVES: readonly Command[] = [
  { keys: ['j', 'ArrowDown', 'F8', 'Control+ArrowDown'], title: 'Next row', part: 'Move', run: byRows(1) },
  { keys: ['k', 'ArrowUp', 'F7', 'Control+ArrowUp'], title: 'Previous row', part: 'Move', run: byRows(-1) },
  { keys: ['PageDown', ' '], title: 'Next window', part: 'Move', run: byWindow(1) },
  { keys: ['PageUp'], title: 'Previous window', part: 'Move', run: byWindow(-1) },
  { keys: ['Home', 'Control+Home'], title: 'First row', part: 'Move', run: toEnd(() => 0, -1) },
  { keys: ['End', 'Control+End'], title: 'Last row', part: 'Move', run: toEnd(() => shownCount.value - 1, 1) },
];
