import { type ContentMemory, openCaptureFile, plainMemory, WINDOW_SIZE } from '../source/capture-file.js';
import type { EventSource } from '../source/source.js';
import { INITIAL_EVENTS } from '../state/binding.js';

/** Bytes of content that captures which are merged hold together. */
const MERGE_WINDOWS = 1 << 23;

/**
 * Opens what -r names: one capture, which has its content in `memory` if that is given, or several as one. Throws SyssharkError where one
 * is none, before any is taken; `ended` ends the wait for the beginnings of those that are merged.
 */
export async function openCaptures(
  paths: readonly string[],
  memory: ContentMemory | null,
  ended: AbortSignal | null = null,
): Promise<EventSource> {
  const [path, ...more] = paths;
  if (path !== undefined && more.length === 0) return openCaptureFile(path, { memory });
  const { MergedSource } = await import('../source/merged-source.js');
  const opened: EventSource[] = [];
  try {
    const windowSize = Math.min(WINDOW_SIZE, Math.ceil(MERGE_WINDOWS / paths.length));
    for (const one of paths) opened.push(openCaptureFile(one, { memory: plainMemory(windowSize) }));
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
