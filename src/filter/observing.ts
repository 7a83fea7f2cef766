// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { SCOPE } from '../fields/field.js';
import { Evt } from '../state/evt.js';
import { ALL_EVENTS } from './all-events.js';
import { NONE_BY_COLUMNS } from './column-filter.js';
import type { Filter } from './filter.js';

/** Sees all events of some types, rejected ones as well. */
export interface Observer {
  /** Numbers of event types. */
  readonly types: readonly number[];
  readonly see: (evt: Evt) => void;
}

/**
 * A filter that accepts what another one does (null: everything), and shows an observer all events of its types first.
 * None of these is skipped.
 */
// COLD: once per filter
export function observing(filter: Filter | null, { types, see }: Observer): Filter {
  const { test, mask: others, codes, cost } = filter ?? ALL_EVENTS;
  const isSeen = new Uint8Array(others.length);
  for (const type of types) isSeen[type] = 1;
  return {
    test: (evt) => {
      if (isSeen[evt.view.type] === 1 && evt instanceof Evt) see(evt);
      return test(evt);
    },
    mask: others.map((canPass, type) => canPass | (isSeen[type] as number)),
    codes,
    // no event may be rejected by its thread or descriptor before the observer has seen it
    threadTest: null,
    isOfThreads: false,
    threadScope: SCOPE.OWN,
    fdTest: null,
    sought: null,
    cost,
    columns: () => NONE_BY_COLUMNS,
    checked: null,
  };
}
