import type { ByteText } from '../bytes/byte-text.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { Filter } from '../filter/filter.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import type { Emit } from '../output/line.js';
import type { CallSummary } from '../output/summary.js';
import type { Evt } from '../state/evt.js';

/** Where the events of a run go; null for what was not asked for. */
export interface Sinks {
  readonly filter: Filter | null;
  readonly emit: Emit | null;
  /** Where the lines of `emit` go. */
  readonly text: ByteText;
  readonly writer: EventSink | null;
  /** The writer, where it writes several captures. */
  readonly split: SplitSink | null;
  /** Looks at each event that passed; whether the loop is to stop behind it. */
  readonly watch: ((evt: Evt) => boolean) | null;
  readonly summary: CallSummary | null;
  /** Takes each event that passed and is shown; may add whole lines. */
  readonly analyse: ((evt: Evt, out: ByteText) => void) | null;
  /** What the state of the machine takes room of. */
  readonly memory: MemoryBudget;
}

/** Sinks of which nothing was asked for. */
export const NO_SINKS = {
  filter: null,
  emit: null,
  writer: null,
  split: null,
  watch: null,
  summary: null,
  analyse: null,
} as const satisfies Partial<Sinks>;
