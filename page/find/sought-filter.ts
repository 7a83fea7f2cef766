import type { FieldInfo } from '../../src/web/protocol.js';
import { withoutArgument } from '../text/field-names.js';
import { quoted } from '../text/filter-terms.js';

/** How what is sought is written: as a text, or as a filter. */
export const FORMS = ['text', 'filter'] as const;

/** Types of fields that have texts, and of those that have whole numbers. */
const TEXTS = new Set(['charbuf', 'fspath']);
const NUMBERS = new Set(['int64', 'uint64']);
const DIGITS = /^\d{1,15}$/;
/** Columns whose cells the page writes in its own way. */
const OWN = new Set(['evt.time']);
/** The bytes of reads and writes. */
const BYTES = 'evt.buffer';

/** The filter for events with a text in one of some fields, in any case, or, as it is written, in the bytes that they read or wrote. */
export function textFilter(text: string, columns: readonly string[], known: readonly FieldInfo[]): string {
  const types = new Map(known.map(({ name, type }) => [name, type]));
  const terms = columns.flatMap((field) => {
    const type = types.get(field) ?? types.get(withoutArgument(field)) ?? '';
    if (TEXTS.has(type) && !OWN.has(field)) return [`${field} icontains ${quoted(text)}`];
    return NUMBERS.has(type) && DIGITS.test(text) ? [`${field} = ${text}`] : [];
  });
  return [...terms, `${BYTES} contains ${quoted(text)}`].join(' or ');
}
