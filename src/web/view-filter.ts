import { toByteString } from '../bytes/text.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter } from '../filter/filter.js';

/** What a view is asked for by: filters as they were written, empty for all events. */
export interface AskedFilter {
  readonly filter: string;
  /** Passed as well. */
  readonly within: string;
  /** evt.num of events that are left out. */
  readonly without: readonly number[];
}

/** The filter of a view (a byte string). Throws TextError FILTER: each must be right on its own. */
export function filterOf({ filter, within, without }: AskedFilter, context: FieldContext): string {
  const others = without.length === 0 ? '' : `not evt.num in (${without.join(', ')})`;
  const texts = [within, filter, others].filter((text) => text !== '').map(toByteString);
  if (texts.length < 2) return texts.join('');
  for (const text of texts) compileFilter(text, context);
  return texts.map((text) => `(${text})`).join(' and ');
}
