import type { FieldDef } from '../fields/field.js';
import type { Filter } from './filter.js';
import { fieldsOf } from './part-of.js';

/** Whether a filter, or one of other fields, may use what events report about memory and connections. */
export function asksUse(filter: Filter | null, others: readonly FieldDef[] = []): boolean {
  if (filter !== null && filter.checked === null) return true;
  const ofFilter = filter?.checked ? fieldsOf(filter.checked) : [];
  return [...others, ...ofFilter].some(({ asksNoUse }) => asksNoUse !== true);
}
