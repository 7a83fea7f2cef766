import { SIGNAL_NAMES } from '../schema/signals.js';

const SIGNALS = 64;
const HALF = 32;

function namesIn(hi: number, lo: number, bit: 0 | 1): readonly string[] {
  const numbers = Array.from({ length: SIGNALS }, (_, index) => index);
  return numbers
    .filter((index) => (((index < HALF ? lo : hi) >>> (index & (HALF - 1))) & 1) === bit)
    .map((index) => SIGNAL_NAMES[index + 1] ?? String(index + 1));
}

/** The signals in a mask: `SIGINT SIGTERM`; if most are in it, those that are not: `all but SIGKILL`. */
export function signalMaskText(hi: number, lo: number): string {
  const inside = namesIn(hi, lo, 1);
  if (inside.length <= HALF) return inside.join(' ');
  return ['all', ...(inside.length < SIGNALS ? ['but', ...namesIn(hi, lo, 0)] : [])].join(' ');
}
