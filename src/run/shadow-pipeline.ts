import type { MemoryBudget } from '../bytes/memory-budget.js';
import { DEFAULT_FIELD_CONTEXT } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { Evt } from '../state/evt.js';
import type { Prefilter } from '../state/prefilter.js';
import { Pipeline } from './pipeline.js';
import type { PipelineOptions } from './pipeline-options.js';
import { pipelineParts } from './pipeline-parts.js';

/** Events that show which container a thread is in. */
const BIRTHS = 'evt.type in (clone, clone3, fork, vfork, execve, execveat)';

/**
 * A pipeline that only follows state, and skips most events. With a filter, `watch` is called for the events that pass it.
 */
export function createShadow(
  options: PipelineOptions,
  { prefilter, memory }: { readonly prefilter: Prefilter; readonly memory: MemoryBudget },
  watched?: { readonly filter: Filter; readonly watch: (evt: Evt) => boolean },
): Pipeline {
  const { filter, watch } = watched ?? { filter: compileFilter(BIRTHS, DEFAULT_FIELD_CONTEXT), watch: null };
  return new Pipeline(pipelineParts({ options, filter, watch, memory, skipContext: { prefilter, rejected: null } }));
}
