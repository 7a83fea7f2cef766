import { Batch } from '../../src/bytes/batch.js';
import { type CaptureHeader, emptyHeader } from '../../src/scap/header.js';
import { Evt } from '../../src/state/evt.js';
import { StateUpdater } from '../../src/state/state-updater.js';
import { SystemState } from '../../src/state/system-state.js';
import { type EventParts, eventBlock } from './scap.js';

/** A batch of events; the bytes end with the last event. */
export function batchOf(events: readonly EventParts[]): Batch {
  const bytes = Buffer.concat(events.map((event) => eventBlock(event)));
  const batch = new Batch(bytes);
  batch.end = bytes.length;
  return batch;
}

/** State to which events are applied one by one. */
export class EventRun {
  readonly state = new SystemState();
  readonly updater = new StateUpdater(this.state);
  readonly evt = new Evt(this.state);

  constructor(header: CaptureHeader = emptyHeader()) {
    this.updater.reset(header);
  }

  /** Applies an event and leaves `evt` on it. Returns whether state knows its type. */
  apply(parts: EventParts): boolean {
    this.evt.view.read(batchOf([parts]), 0);
    if (!this.updater.begin(this.evt)) return false;
    this.updater.update(this.evt);
    return true;
  }
}
