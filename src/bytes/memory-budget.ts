// HOT: once per event that changes what is known. No allocation, bigint, try, spread or iterator here but where a text is new.
import { HEAP_BYTES } from './heap-sizes.js';

/** One budget for all that is known of the machine, from lists and from events: heap bytes. */
export const STATE_BYTES = { DEFAULT: 512 << 20, MIN: 1 << 20, MAX: 64 * 2 ** 30 } as const;

/** A text and how many hold it. */
class KeptText {
  readonly text: string;
  holders = 1;

  constructor(text: string) {
    this.text = text;
  }
}

function textBytes(text: string): number {
  return text.length + HEAP_BYTES.STRING + HEAP_BYTES.SHARED_TEXT;
}

/**
 * Counts the heap bytes of what is kept, and refuses what goes beyond its limit. Equal texts are kept and counted once. Whoever
 * takes gives back the same: the count is exact in what it counts, sizes of objects are those of heap-sizes.ts.
 */
export class MemoryBudget {
  readonly limit: number;
  used = 0;
  /** Whether something was left out because there was no room for it. */
  isExceeded = false;
  private readonly texts = new Map<string, KeptText>();
  private readonly onExceeded: () => void;

  /** `onExceeded` is called once, when something is left out for the first time. */
  constructor(limit: number = STATE_BYTES.DEFAULT, onExceeded: () => void = () => undefined) {
    this.limit = limit;
    this.onExceeded = onExceeded;
  }

  /** Takes so many bytes; false, and nothing is taken, where there is no room for them. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.limit) {
      this.exceed();
      return false;
    }
    this.used += bytes;
    return true;
  }

  /** Gives bytes back that were taken. */
  free(bytes: number): void {
    this.used -= bytes;
  }

  /** Takes the room of a text, and returns it, or an equal one that others hold. Null where there is no room for it. */
  keep(text: string): string | null {
    if (text === '') return text;
    const known = this.texts.get(text);
    if (known !== undefined) {
      known.holders++;
      return known.text;
    }
    if (!this.take(textBytes(text))) return null;
    this.texts.set(text, new KeptText(text));
    return text;
  }

  /** Gives a text back that was kept. */
  drop(text: string): void {
    const known = this.texts.get(text);
    if (known === undefined || --known.holders > 0) return;
    this.texts.delete(text);
    this.free(textBytes(text));
  }

  /** Notes that something was left out. */
  exceed(): void {
    if (this.isExceeded) return;
    this.isExceeded = true;
    this.onExceeded();
  }
}
