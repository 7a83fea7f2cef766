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

/** What a pipeline is made of; null for what was not asked for. */
export interface PipelineParts {
  readonly options: PipelineOptions;
  readonly naming: StateOptions;
  readonly filter: Filter | null;
  /** What helps to skip what the filter is sure to reject; without it every event is looked at. */
  readonly skipContext: SkipContext | null;
  /** Take the events that pass and are shown, in this order. */
  readonly consumers: readonly EventConsumer[];
  /** Takes what passes, hidden events as well. */
  readonly writer: EventSink | null;
  /** The writer, where it writes several captures. */
  readonly split: SplitSink | null;
  /**
   * Looks at each event that passed; whether the pipeline is to stop behind it. It is no consumer: it sees internal events as well,
   * counts nothing, and where only it looks at events they are still copied undecoded.
   */
  readonly watch: ((evt: Evt) => boolean) | null;
  /** Makes what follows the state of events that are copied undecoded; null where nobody asks for it. */
  readonly shadow: (() => Shadow) | null;
  readonly limits: Limits;
  readonly pace: Pace;
  /** What the state takes room of. */
  readonly memory: MemoryBudget;
}

/** Parts of a pipeline that is given these, and of which nothing else is asked. */
export function pipelineParts(given: Partial<PipelineParts>): PipelineParts {
  return {
    options: DEFAULT_OPTIONS,
    naming: {},
    filter: null,
    skipContext: null,
    consumers: [],
    writer: null,
    split: null,
    watch: null,
    shadow: null,
    limits: Limits.none(),
    pace: new Pace(Number.POSITIVE_INFINITY, given.filter ?? null),
    memory: given.memory ?? new MemoryBudget(),
    ...given,
  };
}
