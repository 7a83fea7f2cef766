import type { Losses } from '../../src/web/protocol.js';
import { count, counted } from './counts.js';

/** What was lost, in words; null for nothing. */
export function lossText(losses: Losses | undefined): string | null {
  if (losses === undefined) return null;
  const { events, places, isExact } = losses;
  if (events !== null && events > 0) return `${isExact ? '' : 'up to '}${counted(events, 'event')} lost`;
  return places === 0 ? null : `events lost in ${count(places)} ${places === 1 ? 'place' : 'places'}`;
}
