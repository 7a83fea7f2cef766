import { toByteString } from '../bytes/text.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFilter } from '../filter/filter.js';

/** Filters that a view is asked for by, as they were written; empty for all events. */
export interface AskedFilter {
  readonly filter: string;
  /** Passed as well. */
  readonly within: string;
}

/** The filter of a view (a byte string). Throws TextError FILTER: each must be right on its own. */
export function filterOf({ filter, within }: AskedFilter, context: FieldContext): string {
  const texts = [within, filter].filter((text) => text !== '').map(toByteString);
  if (texts.length < 2) return texts.join('');
  for (const text of texts) compileFilter(text, context);
  return texts.map((text) => `(${text})`).join(' and ');
}
