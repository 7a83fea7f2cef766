import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';

/**
 * Takes the events of a run that pass its filter and are shown: as lines, for a report, for a program. Captures are
 * written by an EventSink, which gets hidden events as well.
 */
export interface EventConsumer {
  /** Whether it wants no more events; the session then ends. */
  readonly isDone?: boolean;
  /** A capture, or its next section, begins. */
  begin?(): void;
  /** Takes an event, which is valid during the call. False: the event is not counted, and no later consumer gets it. */
  event(evt: Evt): boolean;
  /** Called every second if the session was given such ticks. */
  tick?(state: SystemState): void;
  /** What the source had was delivered. `isAsking`: container engines have yet to answer. */
  batchEnd?(state: SystemState, isAsking: boolean): void | Promise<void>;
  /** The session is over, whatever ended it. */
  close?(state: SystemState): void | Promise<void>;
}
