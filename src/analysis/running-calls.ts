import { difference64 } from '../bytes/int64.js';
import { humanDuration } from '../fields/duration.js';
import { compileFilter } from '../filter/filter.js';
import { EC } from '../schema/event.js';
import { EVENTS, EVT } from '../schema/events.js';
import { StateSubject } from '../state/subject.js';
import type { SystemState } from '../state/system-state.js';
import type { Thread } from '../state/thread.js';
import type { ChiselContext } from './chisel.js';

/** Most calls that are named. */
const MOST = 5;

const isCalling = ({ isInCall, lastType, isDead }: Thread): boolean =>
  isInCall && !isDead && ((EVENTS[lastType]?.category ?? 0) & EC.SYSCALL) !== 0;

const nameOf = ({ lastType }: Thread): string =>
  lastType === EVT.GENERIC_E ? 'another call' : (EVENTS[lastType]?.name ?? '');

/** The threads that are in a call, of those that the filter may accept by what they are. */
function callingThreads(state: SystemState, { filter, fields }: ChiselContext): readonly Thread[] {
  const test = filter === null ? null : compileFilter(filter, fields).threadTest;
  const subject = new StateSubject(state, EVT.READ_E);
  return [...state.threads.values()].filter((thread) => {
    subject.setThread(thread);
    return isCalling(thread) && (test === null || test(subject));
  });
}

/** One line about the calls that have not returned, with the longest one; null if there are none. */
export function runningCalls(state: SystemState, context: ChiselContext): string | null {
  const { lastTsHi, lastTsLo } = state;
  const elapsed = ({ enterTsHi, enterTsLo }: Thread): number => difference64(lastTsHi, lastTsLo, enterTsHi, enterTsLo);
  const threads = callingThreads(state, context);
  const [longest] = threads.toSorted((a, b) => elapsed(b) - elapsed(a));
  if (longest === undefined) return null;
  const counts = new Map<string, number>();
  for (const thread of threads) counts.set(nameOf(thread), (counts.get(nameOf(thread)) ?? 0) + 1);
  const named = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST);
  const names = named.map(([name, count]) => (count === 1 ? name : `${count} ${name}`)).join(', ');
  const more = counts.size > MOST ? ', …' : '';
  return `not returned yet: ${names}${more}; the longest is ${nameOf(longest)} of thread ${longest.tid}, for ${humanDuration(elapsed(longest))}`;
}
