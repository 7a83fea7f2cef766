import type { Filter } from '../filter/filter.js';
import type { CaptureHeader } from '../scap/header.js';
import { EVT } from '../schema/events.js';
import { StateSubject } from '../state/subject.js';
import type { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';
import { withThreads } from './header-filter.js';

/** Whether a filter may accept events of a thread, as far as it depends on threads alone. */
export function isThreadPassed(state: SystemState, filter: Filter | null, thread: Thread): boolean {
  const threadTest = filter?.threadTest ?? null;
  if (threadTest === null) return true;
  const subject = new StateSubject(state, EVT.READ_E);
  subject.setThread(thread);
  return threadTest(subject);
}

/** A header with only those threads of which the filter may accept events. */
export function withPassingThreads(header: CaptureHeader, state: SystemState, filter: Filter | null): CaptureHeader {
  if ((filter?.threadTest ?? null) === null) return header;
  return withThreads(header, (tid) => {
    const thread = state.threads.get(tid);
    return thread !== undefined && isThreadPassed(state, filter, thread);
  });
}
