import type { MemoryBudget } from '../bytes/memory-budget.js';
import { DEFAULT_FIELD_CONTEXT } from '../fields/field-context.js';
import { compileFilter, type Filter } from '../filter/filter.js';
import type { Evt } from '../state/evt.js';
import type { Prefilter } from '../state/prefilter.js';
import { Pipeline } from './pipeline.js';
import type { PipelineOptions } from './pipeline-options.js';
import { pipelineParts } from './pipeline-parts.js';
import { ALL_NEEDS, type StateNeeds } from './state-needs.js';

/** Events that show which container a thread is in. */
const BIRTHS = 'evt.type in (clone, clone3, fork, vfork, execve, execveat)';

/** What a shadow is made with. */
interface ShadowParts {
  readonly prefilter: Prefilter;
  /** What its state takes room of. */
  readonly memory: MemoryBudget;
  /** All by default, because a checkpoint contains all state. */
  readonly needs?: Pick<StateNeeds, 'notesUse'>;
}

/**
 * A pipeline that only follows state, and skips most events. With a filter, `watch` is called for the events that pass it.
 */
export function createShadow(
  options: PipelineOptions,
  { prefilter, memory, needs = ALL_NEEDS }: ShadowParts,
  watched?: { readonly filter: Filter; readonly watch: (evt: Evt) => boolean },
): Pipeline {
  const { filter, watch } = watched ?? { filter: compileFilter(BIRTHS, DEFAULT_FIELD_CONTEXT), watch: null };
  return new Pipeline(
    pipelineParts({ options, filter, watch, memory, needs, skipContext: { prefilter, rejected: null } }),
  );
}
