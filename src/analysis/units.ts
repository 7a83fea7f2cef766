import { humanDuration } from '../fields/duration.js';

const NEXT = 1024;
const SIZES = ['KB', 'M', 'G', 'T'] as const;

/** Bytes as a few digits and a unit, a step every 1024: 16B, 1.29KB, 4.63M. */
export function humanBytes(bytes: number): string {
  if (bytes < NEXT) return `${bytes}B`;
  let value = bytes / NEXT;
  let step = 0;
  while (value >= NEXT && step < SIZES.length - 1) {
    value /= NEXT;
    step++;
  }
  return `${value.toFixed(2)}${SIZES[step]}`;
}

/** What a value is measured in. */
export type Unit = 'bytes' | 'time' | 'cpu' | 'plain';

/** How values are written for people; `elapsed` is the time in ns that they are of. */
export const UNIT_TEXTS: Readonly<Record<Unit, (value: number, elapsed: number) => string>> = {
  bytes: humanBytes,
  time: humanDuration,
  cpu: (ns, elapsed) => (elapsed === 0 ? '0.00%' : `${((ns * 100) / elapsed).toFixed(2)}%`),
  plain: String,
};
