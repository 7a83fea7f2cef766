import type { Batch } from '../bytes/batch.js';
import type { ColumnTaker, EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';

/** Takes events by columns instead of one by one. */
export interface ColumnConsumer extends Pick<ColumnTaker, 'types' | 'reads'> {
  /** Gives a number to the subject of an event (ColumnTaker.assign). */
  assign(subject: number, evt: Evt): void;
  /** Takes rows that pass and are shown. */
  take(columns: EventColumns): void;
}

/**
 * Takes the events of a run that pass its filter and are shown: as lines, for a report, for a program. Captures are
 * written by an EventSink, which gets hidden events as well.
 */
export interface EventConsumer {
  /** Whether it wants no more events; the session then ends. */
  readonly isDone?: boolean;
  /** A capture, or its next section, begins. */
  begin?(): void;
  /** Looks at a batch that has arrived, before the filter and before any of its events is skipped. */
  look?(batch: Batch): void;
  /** Takes an event, which is valid during the call. False: the event is not counted, and no later consumer gets it. */
  event(evt: Evt): boolean;
  /** What takes events of some types by columns; null if all must come one by one. Both come in the order of events. */
  readonly columns?: ColumnConsumer | null;
  /** The same if it decides itself which events come one by one; used only if it is the only consumer. */
  readonly taker?: ColumnTaker | null;
  /** Events were lost before the next one: a live source says so. */
  lost?(): void;
  /** Called every second if the session was given such ticks. */
  tick?(state: SystemState): void;
  /** What the source had was delivered. `isAsking`: container engines have yet to answer. */
  batchEnd?(state: SystemState, isAsking: boolean): void | Promise<void>;
  /** The session is over, whatever ended it. */
  close?(state: SystemState): void | Promise<void>;
}
