// HOT: once per event that changes state. No allocation, bigint, try, spread or iterator here, except for a new text.
import { HEAP_BYTES } from './heap-sizes.js';

/** The limit on heap bytes for all state of the machine, from lists and events. */
export const STATE_BYTES = { DEFAULT: 512 << 20, MIN: 1 << 20, MAX: 64 * 2 ** 30 } as const;

/** A stored text and the number of its holders, which MemoryBudget counts. */
export class KeptText {
  /** The empty text, which takes no room. */
  static readonly NONE = new KeptText('');
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
 * Counts the heap bytes of stored objects, and refuses what exceeds its limit. Equal texts are stored and counted once. Callers
 * must free exactly what they take. The count is exact, except that sizes of objects are those of heap-sizes.ts.
 */
export class MemoryBudget {
  readonly limit: number;
  used = 0;
  /** Whether something was left out for lack of room. */
  isExceeded = false;
  private readonly texts = new Map<string, KeptText>();
  private readonly onExceeded: () => void;

  /** `onExceeded` is called once, when something is left out for the first time. */
  constructor(limit: number = STATE_BYTES.DEFAULT, onExceeded: () => void = () => undefined) {
    this.limit = limit;
    this.onExceeded = onExceeded;
  }

  /** Takes `bytes`; if there is no room, takes nothing and returns false. */
  take(bytes: number): boolean {
    if (this.used + bytes > this.limit) {
      this.exceed();
      return false;
    }
    this.used += bytes;
    return true;
  }

  /** Frees bytes that were taken. */
  free(bytes: number): void {
    this.used -= bytes;
  }

  /** Takes room for a text, and stores it unless an equal one is stored already. Null if there is no room. */
  keep(text: string): KeptText | null {
    if (text === '') return KeptText.NONE;
    const known = this.texts.get(text);
    if (known !== undefined) {
      known.holders++;
      return known;
    }
    if (!this.take(textBytes(text))) return null;
    const kept = new KeptText(text);
    this.texts.set(text, kept);
    return kept;
  }

  /** Counts one more holder of a text stored by `keep`: faster than to find it once more. */
  share(kept: KeptText): void {
    kept.holders++;
  }

  /** Releases a text stored by `keep`. */
  drop(kept: KeptText): void {
    if (kept === KeptText.NONE || --kept.holders > 0) return;
    this.texts.delete(kept.text);
    this.free(textBytes(kept.text));
  }

  /** Records that something was left out. */
  exceed(): void {
    if (this.isExceeded) return;
    this.isExceeded = true;
    this.onExceeded();
  }
}
