import { PATIENCE_MS } from '../../plugins/host/host-process.js';
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
    if (isInterrupted) killPlugins(sources);
    isInterrupted = true;
  };
}

/** Ends libraries of plugins that have not ended after the time that they have for it; returns what withdraws that. */
export function endPluginsLater(sources: readonly SourceKind[]): () => void {
  const timer = setTimeout(() => killPlugins(sources), PATIENCE_MS);
  return () => clearTimeout(timer);
}

function killPlugins(sources: readonly SourceKind[]): void {
  for (const { hosted } of sources) hosted?.kill();
}
