// HOT: once per printed event. No bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import type { Evt } from '../state/evt.js';
import { nanosOf, secondsOf, writeClock, writeNanos } from './clock.js';

/** -t: local time of day, seconds since the epoch, since the first event, from enter to exit, since the previous event. */
export type TimeMode = 'h' | 'a' | 'r' | 'd' | 'D';

const NANOS = 1_000_000_000;
const DOT = 46;
const scratch = new ByteText();

/** Writes a span in ns as `seconds.nanoseconds`. */
function writeSpan(out: ByteText, nanos: number): void {
  const seconds = Math.floor(nanos / NANOS);
  out.addDecimal(seconds);
  out.addByte(DOT);
  writeNanos(out, nanos - seconds * NANOS);
}

/** Writes evt.outputtime. One per output, because -t D counts from the last event that this output wrote. */
export class OutputTime {
  readonly mode: TimeMode;
  private lastTsHi = 0;
  private lastTsLo = WIDE_ZERO;

  constructor(mode: TimeMode) {
    this.mode = mode;
  }

  /** Text of the current event's time. */
  render(evt: Evt): string {
    scratch.length = 0;
    this.write(evt, scratch);
    return scratch.toText();
  }

  /** Writes the current event's time. */
  write(evt: Evt, out: ByteText): void {
    const { tsHi, tsLo } = evt.view;
    if (this.mode === 'h') writeClock(out, tsHi, tsLo);
    else if (this.mode === 'a' || (this.mode === 'r' && evt.state.firstTsHi === 0)) this.writeEpoch(evt, out);
    else writeSpan(out, this.span(evt));
  }

  /** Seconds since the epoch; the nanoseconds of -t a are not zero-padded, as in the reference. */
  private writeEpoch({ view }: Evt, out: ByteText): void {
    const nanos = nanosOf(view.tsHi, view.tsLo);
    out.addDecimal(secondsOf(view.tsHi, view.tsLo));
    out.addByte(DOT);
    if (this.mode === 'a') out.addDecimal(nanos);
    else writeNanos(out, nanos);
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
