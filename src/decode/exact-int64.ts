import type { EventView } from './event-view.js';

/** Exact value of a 64-bit parameter; 0n if absent. For rare events: hot code uses numbers. */
export function exactUint64(view: EventView, index: number): bigint {
  return view.hasSize(index, 8) ? view.view.getBigUint64(view.paramStart(index), true) : 0n;
}

/** Exact value of a signed 64-bit parameter, a bigint beyond 2^53; `fallback` if absent. */
export function exactInt64(view: EventView, index: number, fallback: number | bigint): number | bigint {
  const value = view.int64(index);
  if (Number.isNaN(value)) return fallback;
  return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, exactUint64(view, index));
}
