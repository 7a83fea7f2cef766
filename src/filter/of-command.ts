import type { Evt } from '../state/evt.js';
import { ALL_EVENTS } from './all-events.js';
import type { Filter } from './filter.js';

const isOfCommand = (evt: Evt): boolean => evt.thread?.isOfCommand === true;

/** The filter that lets pass what another one does (null: everything) of the command that is captured. */
export function ofCommand(filter: Filter | null): Filter {
  const { test, threadTest, ...rest } = filter ?? ALL_EVENTS;
  return {
    ...rest,
    test: (evt) => isOfCommand(evt) && test(evt),
    threadTest: threadTest === null ? isOfCommand : (evt) => isOfCommand(evt) && threadTest(evt),
  };
}
