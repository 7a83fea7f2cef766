const UNITS: readonly (readonly [ns: number, unit: string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
];

/** A time span in ns as a few digits and a unit, truncated, not rounded: 830ns, 2.69us, 50ms, 1.13s. */
export function humanDuration(ns: number): string {
  const [size, unit] = UNITS.find(([least]) => ns >= least) ?? [1, 'ns'];
  if (size === 1) return `${ns}ns`;
  const hundredths = Math.floor((ns * 100) / size);
  return hundredths < 1000 ? `${(hundredths / 100).toFixed(2)}${unit}` : `${Math.floor(ns / size)}${unit}`;
}
