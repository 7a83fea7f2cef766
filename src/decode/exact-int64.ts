import type { EventView } from './event-view.js';

/** Exact value of a 64-bit parameter; 0n where it is absent. For rare events: hot code stays with numbers. */
export function exactUint64(view: EventView, index: number): bigint {
  return view.paramLength(index) === 8 ? view.view.getBigUint64(view.paramStart(index), true) : 0n;
}
