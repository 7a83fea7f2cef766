const STEPS = [1, 2, 5];
const [S, MIN, H, D] = [1e9, 60e9, 3600e9, 86_400e9];
/** Steps of a second to a day; below and above, they are decimal. */
const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 20, 30].map((n) => n * S),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * MIN),
  ...[1, 2, 3, 6, 12].map((n) => n * H),
];
/** ns in each unit of labels, largest first. */
const UNITS: readonly (readonly [number, string])[] = [
  [D, 'd'],
  [H, 'h'],
  [MIN, 'min'],
  [S, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** The least of 1, 2, 5, 10, 20 and so on that is not below a number. */
function decimalStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  for (const step of STEPS) if (step * magnitude >= least) return step * magnitude;
  return 10 * magnitude;
}

/** Distance of marks on an axis, in ns, so that at most so many fit into a span. */
export function tickStep(spanNs: number, most: number): number {
  const least = spanNs / Math.max(1, most);
  if (least <= S) return decimalStep(least);
  return CLOCK_STEPS.find((step) => step >= least) ?? decimalStep(least / D) * D;
}

/** A mark's label, in the largest unit that the step is not less than. */
export function tickLabel(ns: number, step: number): string {
  const [unit, name] = UNITS.find(([size]) => step >= size) ?? [1, 'ns'];
  return `${Math.round(ns / unit)} ${name}`;
}
