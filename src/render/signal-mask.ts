import { SIGNAL_NAMES } from '../schema/signals.js';

const SIGNALS = 64;
const HALF = 32;
/** Programs use few masks again and again; of a capture that has more, all are forgotten when there are so many. */
const MOST_KEPT = 1024;

/** Texts that were made, by the mask's high and low half. */
const texts = new Map<number, Map<number, string>>();
let kept = 0;

function namesIn(hi: number, lo: number, bit: 0 | 1): readonly string[] {
  const numbers = Array.from({ length: SIGNALS }, (_, index) => index);
  return numbers
    .filter((index) => (((index < HALF ? lo : hi) >>> (index & (HALF - 1))) & 1) === bit)
    .map((index) => SIGNAL_NAMES[index + 1] ?? String(index + 1));
}

function textOf(hi: number, lo: number): string {
  const inside = namesIn(hi, lo, 1);
  if (inside.length <= HALF) return inside.join(' ');
  return ['all', ...(inside.length < SIGNALS ? ['but', ...namesIn(hi, lo, 0)] : [])].join(' ');
}

function keep(hi: number, lo: number, text: string): string {
  if (kept++ >= MOST_KEPT) {
    texts.clear();
    kept = 1;
  }
  let ofHigh = texts.get(hi);
  if (ofHigh === undefined) {
    ofHigh = new Map();
    texts.set(hi, ofHigh);
  }
  ofHigh.set(lo, text);
  return text;
}

/** The signals in a mask: `SIGINT SIGTERM`; if most are in it, those that are not: `all but SIGKILL`. */
export function signalMaskText(hi: number, lo: number): string {
  return texts.get(hi)?.get(lo) ?? keep(hi, lo, textOf(hi, lo));
}
