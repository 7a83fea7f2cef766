import { MemoryBudget } from '../bytes/memory-budget.js';
import type { Filter } from '../filter/filter.js';
import type { EventConsumer } from '../output/event-consumer.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import type { SkipContext } from '../state/event-skipper.js';
import type { Evt } from '../state/evt.js';
import type { StateOptions } from '../state/system-state.js';
import { Limits } from './limits.js';
import { Pace } from './pace.js';
import { DEFAULT_OPTIONS, type PipelineOptions } from './pipeline-options.js';
import type { Shadow } from './shadow.js';
import { ALL_NEEDS, type StateNeeds } from './state-needs.js';

/** The parts of a pipeline; null for those that it does without. */
export interface PipelineParts {
  readonly options: PipelineOptions;
  readonly naming: StateOptions;
  readonly filter: Filter | null;
  /** What skips events that the filter certainly rejects; without it, every event is decoded. */
  readonly skipContext: SkipContext | null;
  /** What may be asked of the state, which is noted of the events that the filter rejects, too. */
  readonly needs: Pick<StateNeeds, 'notesUse'>;
  /** Whether events come from a live capture, so that numbers begin with the first event that is shown. */
  readonly isLive: boolean;
  /** Take the events that pass and are shown, in this order. */
  readonly consumers: readonly EventConsumer[];
  /** Takes the events that pass, hidden ones as well. */
  readonly writer: EventSink | null;
  /** Which of the events that pass are written; null for all. The others are for the consumers only. */
  readonly recorded: Filter | null;
  /** The writer, if it writes several captures. */
  readonly split: SplitSink | null;
  /**
   * Called for each event that passed; returns whether the pipeline is to stop after it. It is no consumer: it sees internal
   * events as well, counts nothing, and does not keep batches from being copied undecoded.
   */
  readonly watch: ((evt: Evt) => boolean) | null;
  /** Makes the pipeline that follows the state of batches that are copied undecoded; null if that state is not needed. */
  readonly shadow: (() => Shadow) | null;
  readonly limits: Limits;
  readonly pace: Pace;
  /** The budget that state takes memory from. */
  readonly memory: MemoryBudget;
}

/** The given parts, and defaults for the others. */
export function pipelineParts(given: Partial<PipelineParts>): PipelineParts {
  return {
    options: DEFAULT_OPTIONS,
    naming: {},
    filter: null,
    skipContext: null,
    needs: ALL_NEEDS,
    isLive: false,
    consumers: [],
    writer: null,
    recorded: null,
    split: null,
    watch: null,
    shadow: null,
    limits: Limits.none(),
    pace: new Pace(Number.POSITIVE_INFINITY, given.filter ?? null),
    memory: given.memory ?? new MemoryBudget(),
    ...given,
  };
}
