import { SyssharkError } from '../errors.js';
import { openCaptures } from '../run/open-captures.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { Capture, OpenOptions } from './capture.js';
import { EventCapture } from './event-capture.js';
import { chooseFilter } from './filter-of-text.js';
import { budgetOf } from './state-memory.js';

/** openCapture of index.ts. */
export async function openFiles({ path, filter: wanted, signal, stateBytes }: OpenOptions): Promise<Capture> {
  signal?.throwIfAborted();
  const paths = typeof path === 'string' ? [path] : path;
  if (paths.length === 0) throw new SyssharkError('USAGE', 'path names no capture: give one or several');
  const filter = chooseFilter(wanted);
  const skipContext = filter === null ? null : makeSkipContext(filter, false);
  const memory = budgetOf(stateBytes);
  const source = await openCaptures(paths, { content: skipContext?.prefilter ?? null, budget: memory, ended: null });
  return EventCapture.begin({ source, filter, skipContext, memory, live: null, command: null, signal: signal ?? null });
}
