import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { ALL_EVENTS } from './all-events.js';
import type { Filter } from './filter.js';

/** Events of which the recorder gives those of other threads, too (ProbeOptions.hasOwnSwitches). */
const OF_OTHERS: ReadonlySet<number> = new Set([EVT.SCHEDSWITCH_6_E]);

/** Of a thread that is not known (its birth was lost, or there are too many) the recorder decides, who gives no events of strangers. */
const isOfCommand = ({ thread, state, view }: Evt): boolean =>
  thread === null ? state.hasCommandBegun && !OF_OTHERS.has(view.type) : thread.isOfCommand;

/** The filter that lets pass what another one does (null: everything) of the command that is captured. */
export function ofCommand(filter: Filter | null): Filter {
  const { test, threadTest, ...rest } = filter ?? ALL_EVENTS;
  return {
    ...rest,
    test: (evt) => isOfCommand(evt) && test(evt),
    threadTest: threadTest === null ? isOfCommand : (evt) => isOfCommand(evt) && threadTest(evt),
  };
}

/** Whether a filter lets everything of the command pass, and nothing else. */
export function asksForCommandAlone({ threadTest, isOfThreads }: Filter): boolean {
  return threadTest === isOfCommand && isOfThreads;
}
