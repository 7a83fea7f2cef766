/** ns in each unit, largest first. */
const UNITS: readonly (readonly [number, string, number])[] = [
  [1e9, 's', 3],
  [1e6, 'ms', 2],
  [1e3, 'µs', 2],
];

/** A duration in ns with a unit: 789 ns, 2.70 µs, 1.678 s. */
export function duration(ns: number): string {
  for (const [unit, name, digits] of UNITS) if (ns >= unit) return `${(ns / unit).toFixed(digits)} ${name}`;
  return `${ns} ns`;
}

/** A round duration, without zeros: 100 ms. */
export const roundDuration = (ns: number): string =>
  duration(ns).replace(/\.(\d*?)0* /, (_, digits: string) => (digits === '' ? ' ' : `.${digits} `));

/** How long a mark for a duration is, in hundredths: 0 for 100 ns and less, 100 for 10 s and more, by magnitude. */
export function magnitude(ns: number): number {
  return Math.round(Math.max(0, Math.min(1, (Math.log10(Math.max(ns, 1)) - 2) / 8)) * 100);
}
