/** Rows of tables that can have the keys. */
const ROWS = 'tr.leads, tr.nowhere';

/** The table that has the keys, or the first one; null if there is none yet. */
function tableAtHand(): Element | null {
  const own = document.activeElement?.closest('.stats table') ?? null;
  return own ?? document.querySelector(`.stats table:has(${ROWS})`);
}

/** Gives the keys to a row that is some rows away from the one that had them last, or the nearest there is. */
export function moveInTable(steps: number): void {
  const rows = [...(tableAtHand()?.querySelectorAll<HTMLElement>(ROWS) ?? [])];
  const at = rows.findIndex(({ tabIndex }) => tabIndex === 0);
  // the first key only shows where the keys are
  const isThere = rows[at] === document.activeElement;
  rows[Math.max(0, Math.min(rows.length - 1, at + (isThere || Math.abs(steps) > 1 ? steps : 0)))]?.focus();
}

/** How many rows of the table at hand are in sight. */
export function rowsInWindow(): number {
  const table = tableAtHand();
  const height = table?.querySelector(ROWS)?.clientHeight ?? 0;
  return height === 0 ? 1 : Math.max(1, Math.floor((table?.parentElement?.clientHeight ?? 0) / height) - 2);
}

/** Of a table, only the row that had the keys last can be reached by Tab. */
export function keepReachable({ target, currentTarget }: FocusEvent): void {
  const row = (target as Element).closest<HTMLElement>(ROWS);
  if (row === null) return;
  for (const other of (currentTarget as Element).querySelectorAll<HTMLElement>('tr[tabindex="0"]')) other.tabIndex = -1;
  row.tabIndex = 0;
}
