import type { SourceKind } from '../../run/sources.js';
import type { EndReason } from '../process-io.js';

/**
 * What is told each request to end: at the second interrupt, it ends the libraries of plugins at once, for the user waits no longer
 * for those that end slowly, or do not answer.
 */
export function pluginEnder(sources: readonly SourceKind[]): (why: EndReason) => void {
  let isInterrupted = false;
  return (why) => {
    if (why !== 'interrupted') return;
    if (isInterrupted) for (const { hosted } of sources) hosted?.kill();
    isInterrupted = true;
  };
}
