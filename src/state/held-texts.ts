import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';

/** Where a thread has one of its texts. */
export interface TextPlace<Holder> {
  readonly read: (holder: Holder) => string;
  /** Replaces the text by an equal one that is kept already. */
  readonly share: (holder: Holder, kept: string) => void;
  /** Replaces a text that has no room. */
  readonly leaveOut: (holder: Holder) => void;
}

/** The texts of a thread as they are counted in the memory budget, and its command line. */
export class HeldTexts<Holder> {
  private readonly budget: MemoryBudget;
  private lineBytes = 0;
  private readonly places: readonly TextPlace<Holder>[];
  private readonly held: string[];

  constructor(budget: MemoryBudget, places: readonly TextPlace<Holder>[]) {
    this.budget = budget;
    this.places = places;
    this.held = places.map(() => '');
  }

  /** Takes room for new texts and gives back that of texts that are gone. A text without room is left out. */
  settle(holder: Holder): void {
    for (let i = 0; i < this.places.length; i++) {
      const place = this.places[i] as TextPlace<Holder>;
      const now = place.read(holder);
      if (now !== this.held[i]) this.replace(i, holder, now);
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
    if (kept !== '') place.share(holder, kept);
  }

  private give(i: number): void {
    this.budget.drop(this.held[i] as string);
    this.held[i] = '';
  }

  /** Takes room for the command line, which is put together on demand; false if there is none. */
  holdLine(line: string): boolean {
    const bytes = HEAP_BYTES.STRING + line.length;
    if (!this.budget.take(bytes)) return false;
    this.lineBytes = bytes;
    return true;
  }

  /** Gives back the room of the command line. */
  giveLine(): void {
    this.budget.free(this.lineBytes);
    this.lineBytes = 0;
  }

  /** Gives everything back. */
  drop(): void {
    this.giveLine();
    for (let i = 0; i < this.places.length; i++) this.give(i);
  }
}
