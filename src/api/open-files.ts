import { SyssharkError } from '../errors.js';
import { makeSkipContext } from '../run/skip-context.js';
import { FILES } from '../run/sources.js';
import { ALL_NEEDS } from '../run/state-needs.js';
import type { Capture, OpenOptions } from './capture.js';
import { EventCapture } from './event-capture.js';
import { chooseFilter } from './filter-of-text.js';
import { budgetOf } from './state-memory.js';

/** openCapture of index.ts. */
export async function openFiles({ path, filter: given, signal, stateBytes }: OpenOptions): Promise<Capture> {
  signal?.throwIfAborted();
  const inputs = typeof path === 'string' ? [path] : path;
  if (inputs.length === 0) throw new SyssharkError('USAGE', 'path is empty: give one or more captures');
  const filter = chooseFilter(given);
  const skipContext = filter === null ? null : makeSkipContext(filter, FILES.usesProbe);
  const memory = budgetOf(stateBytes);
  const opened = await FILES.open({ inputs }, { skipContext, memory, ended: null });
  const needs = ALL_NEEDS;
  return EventCapture.begin({ opened, filter, skipContext, memory, needs, command: null, signal: signal ?? null });
}
