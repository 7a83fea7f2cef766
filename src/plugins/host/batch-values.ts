// HOT: once per field of an event. No allocation, bigint, try, spread or iterator here.
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

  /** The values of an event's batch. */
  of({ view }: Evt): HostedValues {
    const { bytes } = view.stored;
    if (bytes !== this.bytes) {
      this.values = this.byMemory.get(bytes) ?? null;
      this.bytes = bytes;
    }
    if (this.values === null) throw new Error('values of a hosted plugin are asked for, but not its batch');
    return this.values;
  }
}
