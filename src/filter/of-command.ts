import type { Subject } from '../state/subject.js';
import { ALL_EVENTS } from './all-events.js';
import type { Filter } from './filter.js';

/** The probe records no other threads, so an unknown one (its birth was lost, or there are too many) belongs to it. */
const isOfCommand = ({ thread, state }: Subject): boolean =>
  thread === null ? state.hasCommandBegun : thread.isOfCommand;

/** A filter that accepts what another one does (null: everything), but only events of the captured command. */
export function ofCommand(filter: Filter | null): Filter {
  const { test, threadTest, ...rest } = filter ?? ALL_EVENTS;
  return {
    ...rest,
    test: (evt) => isOfCommand(evt) && test(evt),
    threadTest: threadTest === null ? isOfCommand : (evt) => isOfCommand(evt) && threadTest(evt),
  };
}

/** Whether a filter accepts exactly the events of the command. */
export function asksForCommandAlone({ threadTest, isOfThreads }: Filter): boolean {
  return threadTest === isOfCommand && isOfThreads;
}
