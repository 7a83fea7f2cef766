import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import { KeptText, type MemoryBudget } from '../bytes/memory-budget.js';

/** Access to one text of a thread. */
export interface TextPlace<Holder> {
  readonly read: (holder: Holder) => string;
  /** Replaces the text by an equal one that is already kept. */
  readonly share: (holder: Holder, kept: string) => void;
  /** Replaces a text for which there is no room. */
  readonly leaveOut: (holder: Holder) => void;
}

/** The texts and the command line of a thread, as charged to the memory budget. */
export class HeldTexts<Holder> {
  private readonly budget: MemoryBudget;
  private lineBytes = 0;
  private readonly places: readonly TextPlace<Holder>[];
  /** The stored text of each place. */
  private readonly held: KeptText[];

  constructor(budget: MemoryBudget, places: readonly TextPlace<Holder>[]) {
    this.budget = budget;
    this.places = places;
    this.held = new Array<KeptText>(places.length).fill(KeptText.NONE);
  }

  /** Takes over those of another holder's texts that are equal. */
  inherit(holder: Holder, { held }: HeldTexts<Holder>): void {
    for (let i = 0; i < this.places.length; i++) {
      const kept = held[i] as KeptText;
      const place = this.places[i] as TextPlace<Holder>;
      if (kept === KeptText.NONE || place.read(holder) !== kept.text) continue;
      this.give(i);
      this.budget.share(kept);
      this.held[i] = kept;
      place.share(holder, kept.text);
    }
  }

  /** Charges new texts and frees those that are gone. Texts without room are left out. */
  settle(holder: Holder): void {
    for (let i = 0; i < this.places.length; i++) {
      const place = this.places[i] as TextPlace<Holder>;
      const now = place.read(holder);
      if (now !== this.held[i]?.text) this.replace(i, holder, now);
    }
  }

  private replace(i: number, holder: Holder, now: string): void {
    const place = this.places[i] as TextPlace<Holder>;
    this.give(i);
    const kept = this.budget.keep(now);
    if (kept === null) {
      place.leaveOut(holder);
      return;
    }
    this.held[i] = kept;
    if (kept !== KeptText.NONE) place.share(holder, kept.text);
  }

  private give(i: number): void {
    this.budget.drop(this.held[i] as KeptText);
    this.held[i] = KeptText.NONE;
  }

  /** Charges the command line, which is built on demand; false if there is no room. */
  holdLine(line: string): boolean {
    const bytes = HEAP_BYTES.STRING + line.length;
    if (!this.budget.take(bytes)) return false;
    this.lineBytes = bytes;
    return true;
  }

  /** Frees the command line. */
  giveLine(): void {
    this.budget.free(this.lineBytes);
    this.lineBytes = 0;
  }

  /** Frees everything. */
  drop(): void {
    this.giveLine();
    for (let i = 0; i < this.places.length; i++) this.give(i);
  }
}
