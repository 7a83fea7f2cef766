// HOT: once per counted event. No allocation, bigint, try, spread or iterator here.
import type { FieldContext } from '../fields/field.js';
import { fieldAlone } from '../output/format.js';
import type { Measure } from './aggregate.js';

/** What a numeric field has; nothing for events that lack it. */
export function fieldMeasure(name: string, context: FieldContext): Measure {
  const { extract } = fieldAlone(name, context);
  return (evt) => {
    const value = extract(evt);
    return value === null ? Number.NaN : Number(value);
  };
}
