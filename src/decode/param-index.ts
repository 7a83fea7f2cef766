import { EVENTS } from '../schema/events.js';

const INDEXES: readonly ReadonlyMap<string, number>[] = EVENTS.map(
  (row) => new Map(row.params.map((param, index) => [param.name, index])),
);

/** Index of the parameter `name` in events of a type; -1 where the type has none. */
export function findParam(type: number, name: string): number {
  return INDEXES[type]?.get(name) ?? -1;
}
