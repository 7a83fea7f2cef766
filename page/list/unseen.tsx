import type { JSX } from 'preact';
import { unseen } from '../state/live.js';
import { eventList } from '../state/rows.js';
import { count } from '../text/counts.js';

/** Leads to the rows that have come below those in sight. */
export function Unseen(): JSX.Element | null {
  if (unseen.value === 0) return null;
  return (
    <button type="button" class="unseen" onClick={() => eventList()?.toEnd()}>
      {count(unseen.value)} new
    </button>
  );
}
