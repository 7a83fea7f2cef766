import { SCOPE } from '../fields/facts.js';
import { EVENTS } from '../schema/events.js';
import { SYSCALL_CODE_NAMES } from '../schema/syscall-codes.js';
import type { Evt } from '../state/evt.js';
import type { Filter } from './filter.js';

const isOfCommand = (evt: Evt): boolean => evt.thread?.isOfCommand === true;

/** What lets everything pass. */
const ALL: Filter = {
  test: () => true,
  mask: new Uint8Array(EVENTS.length).fill(1),
  codes: new Uint8Array(SYSCALL_CODE_NAMES.length).fill(1),
  threadTest: null,
  isOfThreads: true,
  threadScope: SCOPE.OWN,
  fdTest: null,
  checked: null,
};

/** The filter that lets pass what another one does (null: everything) of the command that is captured. */
export function ofCommand(filter: Filter | null): Filter {
  const { test, threadTest, ...rest } = filter ?? ALL;
  return {
    ...rest,
    test: (evt) => isOfCommand(evt) && test(evt),
    threadTest: threadTest === null ? isOfCommand : (evt) => isOfCommand(evt) && threadTest(evt),
  };
}
