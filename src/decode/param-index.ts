import { EVENTS } from '../schema/events.js';
import type { EventView } from './event-view.js';
import { paramWidth } from './size-faults.js';

const INDEXES: readonly ReadonlyMap<string, number>[] = EVENTS.map(
  (row) => new Map(row.allParams.map((param, index) => [param.name, index])),
);

/** Index of the parameter `name` in events of a type, which may be too old to have it; -1 where the type has none. */
export function findParam(type: number, name: string): number {
  return INDEXES[type]?.get(name) ?? -1;
}

/**
 * The value of a parameter, or `fallback` where it is NaN: one that is absent, or of a size that its type does not have.
 * (The latter is damage, see SizeFaults. The reference reads no further.)
 */
export function orElse(value: number, fallback: number): number {
  return Number.isNaN(value) ? fallback : value;
}

/** 32- or 64-bit parameter by its name; `fallback` where the type or the event has none. */
export function numberOf(view: EventView, name: string, fallback: number): number {
  const index = findParam(view.type, name);
  if (index < 0) return fallback;
  return orElse(paramWidth(view.def, index) === 4 ? view.uint32(index) : view.int64(index), fallback);
}
