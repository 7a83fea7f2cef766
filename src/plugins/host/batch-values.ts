// HOT: once per field of an event. No allocation, bigint, try, spread or iterator here.
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import type { HostedValues } from './hosted-values.js';

/** The values of a hosted plugin for the batches at hand: several sources may be read at a time, each with a process of its own. */
export class BatchValues {
  private readonly byMemory = new WeakMap<Buffer, HostedValues>();
  private bytes: Buffer | null = null;
  private values: HostedValues | null = null;

  /** Notes whose the events in some memory are, until it is told otherwise. */
  put(bytes: Buffer, values: HostedValues): void {
    this.byMemory.set(bytes, values);
    this.bytes = null;
  }

  /** The values of an event's batch; null for an event that no plugin has delivered. */
  of({ view }: Evt): HostedValues | null {
    if (view.type !== EVT.PLUGINEVENT_E) return null;
    if (view.bytes !== this.bytes) {
      this.values = this.byMemory.get(view.bytes) ?? null;
      this.bytes = view.bytes;
    }
    if (this.values === null) throw new Error('values of a hosted plugin are asked for, but not its batch');
    return this.values;
  }
}
