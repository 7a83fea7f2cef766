import { canRefuseThreads, type Filter } from '../filter/filter.js';
import { WINDOW_SIZE } from '../source/capture-file.js';
import { loadPrefilterModule } from '../source/prefilter-module.js';
import type { SkipContext } from '../state/event-skipper.js';
import { Prefilter } from '../state/prefilter.js';
import { RefusedThreads } from '../state/refused-threads.js';

/** What helps to skip events that a filter refuses, or that nobody looks at without one, of a live capture or of a recorded one. */
export function makeSkipContext(filter: Filter | null, isLive: boolean): SkipContext {
  const isJudged = isLive && filter !== null && canRefuseThreads(filter);
  return {
    prefilter: new Prefilter(loadPrefilterModule(), WINDOW_SIZE),
    refused: isJudged ? new RefusedThreads() : null,
  };
}
