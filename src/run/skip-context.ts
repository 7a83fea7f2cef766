import { canRefuseThreads, type Filter } from '../filter/filter.js';
import { WINDOW_SIZE } from '../source/capture-file.js';
import { loadSkimModule } from '../source/skim-module.js';
import type { SkipContext } from '../state/event-skipper.js';
import { RefusedThreads } from '../state/refused-threads.js';
import { Skimmer } from '../state/skimmer.js';

/** What helps to skip events that a filter refuses, or that nobody looks at without one, of a live capture or of a recorded one. */
export function makeSkipContext(filter: Filter | null, isLive: boolean): SkipContext {
  const isJudged = isLive && filter !== null && canRefuseThreads(filter);
  return { skimmer: new Skimmer(loadSkimModule(), WINDOW_SIZE), refused: isJudged ? new RefusedThreads() : null };
}
