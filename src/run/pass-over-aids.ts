import { canRefuseThreads, type Filter } from '../filter/filter.js';
import { WINDOW_SIZE } from '../source/capture-file.js';
import { loadSkimModule } from '../source/skim-module.js';
import type { PassOverAids } from '../state/pass-over.js';
import { RefusedThreads } from '../state/refused-threads.js';
import { Skimmer } from '../state/skimmer.js';

/** What helps to go past events that a filter refuses, where they are of a live capture or of a recorded one; null without a filter. */
export function passOverAids(filter: Filter | null, isLive: boolean): PassOverAids | null {
  if (filter === null) return null;
  const isJudged = isLive && canRefuseThreads(filter);
  return { skimmer: new Skimmer(loadSkimModule(), WINDOW_SIZE), refused: isJudged ? new RefusedThreads() : null };
}
