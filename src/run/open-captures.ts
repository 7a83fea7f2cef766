import type { MemoryBudget } from '../bytes/memory-budget.js';
import { type ContentMemory, openCaptureFile, plainMemory, WINDOW_SIZE } from '../source/capture-file.js';
import type { EventSource } from '../source/source.js';
import { INITIAL_EVENTS } from '../state/binding.js';

/** Bytes of content that captures which are merged hold together. */
const MERGE_WINDOWS = 1 << 23;

/** What captures are read with. */
interface ReadParts {
  /** Where the content of a single capture lies; null for memory of its own. */
  readonly content: ContentMemory | null;
  /** What headers take room of. */
  readonly budget: MemoryBudget;
  /** Ends the wait for the beginnings of captures that are merged; null for never. */
  readonly ended: AbortSignal | null;
}

/**
 * Opens what -r names: one capture, or several as one. Throws SyssharkError where one is none, before any is taken.
 */
export async function openCaptures(paths: readonly string[], parts: ReadParts): Promise<EventSource> {
  const { content, budget, ended } = parts;
  const [path, ...more] = paths;
  if (path !== undefined && more.length === 0) return openCaptureFile(path, { memory: content, budget });
  const { MergedSource } = await import('../source/merged-source.js');
  const opened: EventSource[] = [];
  try {
    const windowSize = Math.min(WINDOW_SIZE, Math.ceil(MERGE_WINDOWS / paths.length));
    for (const one of paths) opened.push(openCaptureFile(one, { memory: plainMemory(windowSize), budget }));
    ended?.addEventListener('abort', () => {
      for (const source of opened) source.stop();
    });
    const merged = new MergedSource(opened, { initialEvents: INITIAL_EVENTS });
    await merged.open();
    return merged;
  } catch (error) {
    for (const source of opened) source.close();
    throw error;
  }
}
