import type { CaptureHeader } from '../scap/header.js';
import type { Evt } from './evt.js';
import type { Thread } from './thread.js';

/** What the machine looks like at the current event: threads, descriptors, users. */
export class SystemState {
  readonly threads = new Map<number, Thread>();

  /** Starts over from a capture's (or section's) header. */
  reset(_header: CaptureHeader): void {}

  /** Binds thread, descriptor and latency to the event in `evt.view`; see STATE §1 for the order of steps. */
  begin(_evt: Evt): void {}

  /** Applies what the event changes. */
  update(_evt: Evt): void {}
}
