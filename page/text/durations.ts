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

const [MIN, H, D] = [60e9, 3600e9, 86_400e9];
/** ns in each unit of long durations, largest first, and the next smaller unit. */
const LONG_UNITS: readonly (readonly [number, string, number, string])[] = [
  [D, 'd', H, 'h'],
  [H, 'h', MIN, 'min'],
  [MIN, 'min', 1e9, 's'],
];

/** A duration in ns as people say it: from a minute on in two units, 2 h 30 min. */
export function spoken(ns: number): string {
  const found = LONG_UNITS.find(([unit]) => ns >= unit);
  if (found === undefined) return duration(ns);
  const [unit, name, smaller, smallerName] = found;
  const rest = Math.floor((ns % unit) / smaller);
  return `${Math.floor(ns / unit)} ${name}${rest === 0 ? '' : ` ${rest} ${smallerName}`}`;
}

/** A round duration, without zeros: 100 ms, 10 min, 7 d. */
export function roundDuration(ns: number): string {
  const long = ns > 0 ? LONG_UNITS.find(([unit]) => ns % unit === 0) : undefined;
  if (long !== undefined) return `${ns / long[0]} ${long[1]}`;
  return duration(ns).replace(/\.(\d*?)0* /, (_, digits: string) => (digits === '' ? ' ' : `.${digits} `));
}

/** How long a mark for a duration is, in hundredths: 0 for 100 ns and less, 100 for 10 s and more, by magnitude. */
export function magnitude(ns: number): number {
  return Math.round(Math.max(0, Math.min(1, (Math.log10(Math.max(ns, 1)) - 2) / 8)) * 100);
}
