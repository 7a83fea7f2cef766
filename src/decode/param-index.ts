import { EVENTS } from '../schema/events.js';
import type { EventView } from './event-view.js';
import { paramWidth } from './size-faults.js';

const INDEXES: (ReadonlyMap<string, number> | undefined)[] = EVENTS.map(() => undefined);

/** Indexes of the parameters of a type; made when the first one is searched for. */
function indexesOf(type: number): ReadonlyMap<string, number> {
  let indexes = INDEXES[type];
  if (indexes === undefined) {
    indexes = new Map(EVENTS[type]?.allParams.map((param, index) => [param.name, index]));
    INDEXES[type] = indexes;
  }
  return indexes;
}

/** Index of the parameter `name` in events of a type; -1 if the type has none. An old event may lack the parameter. */
export function findParam(type: number, name: string): number {
  return indexesOf(type).get(name) ?? -1;
}

/**
 * The value of a parameter, or `fallback` if it is NaN: absent, or of a size that does not fit its type. (The latter is damage, see
 * SizeFaults. The reference stops reading there.)
 */
export function orElse(value: number, fallback: number): number {
  return Number.isNaN(value) ? fallback : value;
}

/** 32- or 64-bit parameter by name; `fallback` if the type or the event has none. */
export function numberOf(view: EventView, name: string, fallback: number): number {
  const index = findParam(view.type, name);
  if (index < 0) return fallback;
  return orElse(paramWidth(view.def, index) === 4 ? view.uint32(index) : view.int64(index), fallback);
}
