import { asksUse } from '../filter/asks-use.js';
import type { Filter } from '../filter/filter.js';
import type { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { ContentMemory } from '../source/content-memory.js';
import type { EventSource } from '../source/source.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';
import { readAgain } from './read-again.js';

/** What is read, and where what is found goes. */
export interface EventScan {
  readonly filter: Filter;
  /** Opens the content, into this memory. `state`: that of the search. Throws SyssharkError IO. */
  readonly open: (memory: ContentMemory, state: () => SystemState) => EventSource;
  readonly end: End;
  /** Gets the number of each event that is accepted, in order. */
  readonly find: (num: number) => void;
  /** Called after each batch, with the number of its last event. */
  readonly batchEnd: (num: number) => void | Promise<void>;
}

/** Reads events again for those that a filter accepts. Throws SyssharkError, but not for damage. */
export async function scanEvents({ filter, open, end, find, batchEnd }: EventScan): Promise<void> {
  const skipContext = makeSkipContext(filter, false);
  const consumer = {
    event: ({ num }: Evt): boolean => {
      find(num);
      return true;
    },
    batchEnd: ({ count, countBefore }: SystemState) => batchEnd(count - countBefore),
  };
  const source = open(skipContext.prefilter, () => session.pipeline.state);
  const needs = { notesUse: asksUse(filter) };
  const session: Session = new Session(
    sessionParts({ source, end, filter, skipContext, consumers: [consumer], needs }),
  );
  await readAgain(session);
}
