import type { Evt } from '../state/evt.js';

/** -t: local clock, seconds since the epoch, since the first event, from enter to exit, since the event before. */
export type TimeMode = 'h' | 'a' | 'r' | 'd' | 'D';

/** Writes evt.outputtime; one for each output, because -t D counts from the last event that it wrote. */
export class OutputTime {
  readonly mode: TimeMode;

  constructor(mode: TimeMode) {
    this.mode = mode;
  }

  render(_evt: Evt): string {
    return '';
  }
}
