import type { EventView } from './event-view.js';

/** Exact value of a 64-bit parameter; 0n where it is absent. For rare events: hot code stays with numbers. */
export function exactUint64(view: EventView, index: number): bigint {
  return view.hasSize(index, 8) ? view.view.getBigUint64(view.paramStart(index), true) : 0n;
}

/** Exact value of a signed 64-bit parameter, a bigint where 2^53 is not enough; `fallback` where it is absent. */
export function exactInt64(view: EventView, index: number, fallback: number | bigint): number | bigint {
  const value = view.int64(index);
  if (Number.isNaN(value)) return fallback;
  return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, exactUint64(view, index));
}
