import { canRejectThreads, type Filter } from '../filter/filter.js';
import { WINDOW_SIZE } from '../source/content-memory.js';
import { loadPrefilterModule } from '../source/prefilter-module.js';
import type { SkipContext } from '../state/event-skipper.js';
import { Prefilter } from '../state/prefilter.js';
import { RejectedThreads } from '../state/rejected-threads.js';

/**
 * What skips the events that a filter rejects, or without one those that no consumer takes. `usesProbe`: the source takes
 * the threads that the filter rejects (SourceKind).
 */
export function makeSkipContext(filter: Filter | null, usesProbe: boolean): SkipContext {
  const isJudged = usesProbe && filter !== null && canRejectThreads(filter);
  return {
    prefilter: new Prefilter(loadPrefilterModule(), WINDOW_SIZE),
    rejected: isJudged ? new RejectedThreads() : null,
  };
}
