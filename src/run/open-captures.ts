import type { MemoryBudget } from '../bytes/memory-budget.js';
import { openCaptureFile } from '../source/capture-file.js';
import { type ContentMemory, plainMemory, WINDOW_SIZE } from '../source/content-memory.js';
import type { EventSource } from '../source/source.js';
import { INITIAL_EVENTS } from '../state/binding.js';

/** Bytes of content that merged captures hold in memory together. */
const MERGE_WINDOWS = 1 << 23;

/** What captures are opened with. */
interface ReadParts {
  /** Memory for the content of a single capture; null for memory of its own. */
  readonly content: ContentMemory | null;
  /** The budget that headers take memory from. */
  readonly budget: MemoryBudget;
  /** Ends the wait for the first events of merged captures; null for never. */
  readonly ended: AbortSignal | null;
}

/** Opens one capture, or several as one. Throws SyssharkError if one is no capture, before anything is delivered. */
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
