// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { SCOPE } from '../fields/field.js';
import type { Evt } from '../state/evt.js';
import { ALL_EVENTS } from './all-events.js';
import type { Filter } from './filter.js';

/** Sees all events of some types, also those that are refused. */
export interface Observer {
  /** Numbers of event types. */
  readonly types: readonly number[];
  readonly see: (evt: Evt) => void;
}

/**
 * The filter that lets pass what another one does (null: everything), and shows events to an observer before it is decided about them:
 * none of these is skipped.
 */
// COLD: once per filter
export function observing(filter: Filter | null, { types, see }: Observer): Filter {
  const { test, mask: others, codes, cost } = filter ?? ALL_EVENTS;
  const isSeen = new Uint8Array(others.length);
  for (const type of types) isSeen[type] = 1;
  return {
    test: (evt) => {
      if (isSeen[evt.view.type] === 1) see(evt);
      return test(evt);
    },
    mask: others.map((canPass, type) => canPass | (isSeen[type] as number)),
    codes,
    // events of no thread and of no descriptor are refused unseen
    threadTest: null,
    isOfThreads: false,
    threadScope: SCOPE.OWN,
    fdTest: null,
    cost,
    checked: null,
  };
}
