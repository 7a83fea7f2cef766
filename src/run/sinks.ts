import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { Filter } from '../filter/filter.js';
import type { EventConsumer } from '../output/event-consumer.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import type { Evt } from '../state/evt.js';

/** Where the events of a run go; null for what was not asked for. */
export interface Sinks {
  readonly filter: Filter | null;
  /** Take the events that pass and are shown, in this order. */
  readonly consumers: readonly EventConsumer[];
  readonly writer: EventSink | null;
  /** The writer, where it writes several captures. */
  readonly split: SplitSink | null;
  /**
   * Looks at each event that passed; whether the loop is to stop behind it. It is no consumer: it sees internal events as well, counts
   * nothing, and where only it looks at events they are still copied unseen.
   */
  readonly watch: ((evt: Evt) => boolean) | null;
  /** What the state of the machine takes room of. */
  readonly memory: MemoryBudget;
}

/** Sinks of which nothing was asked for. */
export const NO_SINKS = {
  filter: null,
  consumers: [],
  writer: null,
  split: null,
  watch: null,
} as const satisfies Omit<Sinks, 'memory'>;
