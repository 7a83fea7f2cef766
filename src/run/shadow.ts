import type { Batch } from '../bytes/batch.js';
import type { CaptureHeader } from '../scap/header.js';
import type { SystemState } from '../state/system-state.js';

/** Follows the state of events that are copied undecoded. */
export interface Shadow {
  /** State as of the last event that was taken. */
  readonly state: SystemState;
  /** Whether the last take() stopped before the end of its batch. */
  readonly isCut: boolean;
  /** Starts a capture, or the next section of one. */
  begin(header: CaptureHeader): void;
  /** Follows the events of a batch; returns the offset behind the last one taken. */
  take(batch: Batch): number;
}
