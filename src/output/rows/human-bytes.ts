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
