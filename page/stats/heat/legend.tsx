import type { JSX } from 'preact';
import { count } from '../../text/counts.js';
import { leastCounts, stepOf } from './heat.js';

/** What the colours of a heat map mean. */
export function Legend({ counts }: { counts: readonly number[] }): JSX.Element | null {
  const most = Math.max(0, ...counts);
  if (most === 0) return null;
  return (
    <span class="legend">
      calls in a cell
      {leastCounts(most).map((least) => (
        <span key={least}>
          <i class={`heat-${stepOf(least, most)}`} />
          {count(least)}
        </span>
      ))}
    </span>
  );
}
