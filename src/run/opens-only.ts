import type { Filter } from '../filter/filter.js';
import { EF } from '../schema/event.js';
import { EVT, hasEventFlags } from '../schema/events.js';

/** Events that can have any name, but have no descriptor. */
const WITHOUT_FD: ReadonlySet<number> = new Set([EVT.GENERIC_E, EVT.GENERIC_X, EVT.ASYNCEVENT_E]);

/** Whether a call with this exit event opens a file. */
export const opensFile = (exit: number): boolean => hasEventFlags(exit, EF.OPENS_FILE);

/**
 * Whether a filter accepts only events that open files: then few fields need the names of other descriptors. Relative paths
 * begin at directories; a descriptor of another type that a call passes as the start of a path then has no name.
 */
export function passesOnlyOpens({ mask }: Pick<Filter, 'mask'>): boolean {
  return mask.every((canPass, type) => canPass === 0 || opensFile(type | 1) || WITHOUT_FD.has(type));
}
