import type { JSX } from 'preact';
import { appliedFilter, searchTime } from '../state/filter.js';
import { isLive } from '../state/live.js';
import { ignored } from '../state/settings.js';
import { readCount, thereCount, view } from '../state/store.js';
import { count } from '../text/counts.js';

/** How many events the filter found. */
export function Found(): JSX.Element | null {
  const { value } = view;
  if (value === null) return null;
  const all = readCount.value || thereCount.value;
  const took = searchTime.value;
  return (
    <span class="found" title={took === null ? 'searching' : `in ${Math.round(took)} ms`}>
      <b>{count(thereCount.value)}</b>
      {appliedFilter.value === '' && ignored.value.size === 0 ? ' events' : ` of ${count(all)}`}
      {value.isComplete || isLive.value ? '' : ' …'}
    </span>
  );
}
