// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Evt } from '../state/evt.js';

/** Index of the payload among the parameters of a plugin event. */
export const PAYLOAD = 1;

/** The plugin event at hand: what is read of its payload is read once, whatever fields ask for it. */
export class EventMark {
  private evt: Evt | null = null;
  private num = -1;
  private tsLo = -1;
  private bytes: Buffer | null = null;
  /** Where its payload is in the bytes of the view. */
  start = -1;
  end = -1;

  /** Goes to an event; returns whether it is another one. */
  moveTo(evt: Evt): boolean {
    const { view, num } = evt;
    const start = view.paramStart(PAYLOAD);
    const end = start + view.paramLength(PAYLOAD);
    const isSame = evt === this.evt && num === this.num && view.bytes === this.bytes && view.tsLo === this.tsLo;
    if (isSame && start === this.start && end === this.end) return false;
    this.evt = evt;
    this.num = num;
    this.bytes = view.bytes;
    this.tsLo = view.tsLo;
    this.start = start;
    this.end = end;
    return true;
  }
}
