import type { SizeFaults } from '../decode/size-faults.js';
import { ScapError } from '../errors.js';
import { joinFailures } from '../source/failures.js';
import type { EventSource, SourceItem } from '../source/source.js';

/** A source whose damage includes values of a wrong size, which are found when its events are decoded. */
export class DecodedSource implements EventSource {
  private readonly source: EventSource;
  private readonly faults: SizeFaults;

  /** `faults`: those of the state that takes its events. */
  constructor(source: EventSource, faults: SizeFaults) {
    this.source = source;
    this.faults = faults;
  }

  get name(): string {
    return this.source.name;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      yield* this.source.items();
    } catch (error) {
      throw error instanceof ScapError && error.code === 'DAMAGED' ? this.with(error) : error;
    }
  }

  get damage(): ScapError | null {
    return this.with(this.source.damage);
  }

  private with(damage: ScapError | null): ScapError | null {
    const { name } = this.source;
    return joinFailures([damage, this.faults.error(name)]) as ScapError | null;
  }

  stop(): void {
    this.source.stop();
  }

  close(): void {
    this.source.close();
  }
}
