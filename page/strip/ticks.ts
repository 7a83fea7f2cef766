const STEPS = [1, 2, 5];
const NS = 1e9;

/** Distance of marks on an axis, in ns, so that at most so many fit into a span. */
export function tickStep(spanNs: number, most: number): number {
  const least = spanNs / Math.max(1, most);
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  for (const step of STEPS) if (step * magnitude >= least) return step * magnitude;
  return 10 * magnitude;
}

/** A mark's label: seconds, or a smaller unit for short steps. */
export function tickLabel(ns: number, step: number): string {
  if (step >= NS) return `${Math.round(ns / NS)} s`;
  if (step >= 1e6) return `${Math.round(ns / 1e6)} ms`;
  if (step >= 1e3) return `${Math.round(ns / 1e3)} µs`;
  return `${Math.round(ns)} ns`;
}
