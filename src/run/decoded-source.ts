import type { SizeFaults } from '../decode/size-faults.js';
import { ScapError } from '../errors.js';
import { joinFailures } from '../source/failures.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { WrappedSource } from '../source/wrapped-source.js';

/** A source whose damage includes values of a wrong size, which are found when its events are decoded. */
export class DecodedSource extends WrappedSource {
  private readonly faults: SizeFaults;

  /** `faults`: those of the state that takes its events. */
  constructor(source: EventSource, faults: SizeFaults) {
    super(source);
    this.faults = faults;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    try {
      yield* this.source.items();
    } catch (error) {
      throw error instanceof ScapError && error.code === 'DAMAGED' ? this.with(error) : error;
    }
  }

  override get damage(): ScapError | null {
    return this.with(this.source.damage);
  }

  private with(damage: ScapError | null): ScapError | null {
    const { name } = this.source;
    return joinFailures([damage, this.faults.error(name)]) as ScapError | null;
  }
}
