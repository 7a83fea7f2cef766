import { difference64 } from '../bytes/int64.js';
import type { Evt } from '../state/evt.js';
import { nanosOf, renderClock, renderNanos, secondsOf } from './clock.js';

/** -t: local clock, seconds since the epoch, since the first event, from enter to exit, since the event before. */
export type TimeMode = 'h' | 'a' | 'r' | 'd' | 'D';

const NANOS = 1_000_000_000;

/** `seconds.nanoseconds` of a span in ns. */
export function renderSpan(nanos: number): string {
  const seconds = Math.floor(nanos / NANOS);
  return `${seconds}.${renderNanos(nanos - seconds * NANOS)}`;
}

/** Writes evt.outputtime; one for each output, because -t D counts from the last event that it wrote. */
export class OutputTime {
  readonly mode: TimeMode;
  private lastTsHi = 0;
  private lastTsLo = 0;

  constructor(mode: TimeMode) {
    this.mode = mode;
  }

  /** Text of the current event's time. */
  render(evt: Evt): string {
    const { tsHi, tsLo } = evt.view;
    if (this.mode === 'h') return `${renderClock(secondsOf(tsHi, tsLo))}.${renderNanos(nanosOf(tsHi, tsLo))}`;
    if (this.mode === 'r' && evt.state.firstTsHi === 0)
      return `${secondsOf(tsHi, tsLo)}.${renderNanos(nanosOf(tsHi, tsLo))}`;
    if (this.mode === 'a') return `${secondsOf(tsHi, tsLo)}.${nanosOf(tsHi, tsLo)}`;
    return renderSpan(this.span(evt));
  }

  private span(evt: Evt): number {
    const { tsHi, tsLo } = evt.view;
    if (this.mode === 'r') return difference64(tsHi, tsLo, evt.state.firstTsHi, evt.state.firstTsLo);
    if (this.mode === 'd') return evt.thread === null ? 0 : evt.thread.latency;
    const isFirst = this.lastTsHi === 0;
    const span = isFirst ? 0 : difference64(tsHi, tsLo, this.lastTsHi, this.lastTsLo);
    this.lastTsHi = tsHi;
    this.lastTsLo = tsLo;
    return span;
  }
}
