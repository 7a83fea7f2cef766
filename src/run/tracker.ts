import type { MemoryBudget } from '../bytes/memory-budget.js';
import { DEFAULT_FIELD_CONTEXT } from '../fields/field.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { Evt } from '../state/evt.js';
import type { Skimmer } from '../state/skimmer.js';
import { EventLoop } from './event-loop.js';
import { type LoopOptions, NO_LIMITS } from './loop-options.js';
import { NO_SINKS } from './sinks.js';

/** Events that tell which container a thread is in. */
const BIRTHS = 'evt.type in (clone, clone3, fork, vfork, execve, execveat)';

/**
 * A loop that puts events nowhere: it knows the state as of the last one, and goes past most. With a filter, `watch` looks at those
 * that pass it.
 */
export function createTracker(
  options: LoopOptions,
  { skimmer, memory }: { readonly skimmer: Skimmer; readonly memory: MemoryBudget },
  watched?: { readonly filter: Filter; readonly watch: (evt: Evt) => boolean },
): EventLoop {
  const { filter, watch } = watched ?? { filter: compileFilter(BIRTHS, DEFAULT_FIELD_CONTEXT), watch: null };
  const { maxEvents, maxTime } = NO_LIMITS;
  const sinks = { ...NO_SINKS, filter, watch, memory };
  return new EventLoop({ ...options, maxEvents, maxTime }, sinks, { skimmer, refused: null });
}
