import { unicodeOf } from './byte-string.js';

const BARE = /^[A-Za-z0-9_./:@%+-]+$/;
/** Fields whose text is not what a filter compares, by the one that is. */
const COMPARABLE: Readonly<Record<string, string>> = { 'evt.time': 'evt.rawtime', 'evt.datetime': 'evt.rawtime' };

/** A text as filters take any: in quotes. */
export const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;

/** A value as filters take it; null if it cannot be written. */
export function literalOf(bytes: string): string | null {
  const text = unicodeOf(bytes);
  if (text === null || text.includes('\0')) return null;
  return BARE.test(text) ? text : quoted(text);
}

/** The filter for events whose field has a value (a byte string); null if there is none. */
export function termOf(field: string, bytes: string, time: string): string | null {
  const comparable = COMPARABLE[field];
  if (comparable !== undefined) return `${comparable}=${time}`;
  const value = literalOf(bytes);
  return value === null ? null : `${field}=${value}`;
}

/** Quoted texts, and brackets. */
const BRACKETS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()]/g;

/** Whether the first bracket of a filter is closed by its last character. */
function isBracketed(filter: string): boolean {
  if (!filter.startsWith('(')) return false;
  let depth = 0;
  for (const { 0: found, index } of filter.matchAll(BRACKETS)) {
    depth += found === '(' ? 1 : found === ')' ? -1 : 0;
    if (depth === 0) return index === filter.length - 1;
  }
  return false;
}

const isCompound = (filter: string): boolean => !isBracketed(filter) && /\b(and|or|not)\b/.test(filter);
const bracketed = (filter: string): string => (isCompound(filter) ? `(${filter})` : filter);

/** How a new term joins the filter that is there. */
export const JOINS: readonly { readonly title: string; readonly join: (old: string, term: string) => string }[] = [
  { title: 'Selected', join: (_, term) => term },
  { title: 'Not selected', join: (_, term) => `not ${bracketed(term)}` },
  { title: '… and selected', join: (old, term) => joined(old, 'and', bracketed(term)) },
  { title: '… or selected', join: (old, term) => joined(old, 'or', bracketed(term)) },
  { title: '… and not selected', join: (old, term) => joined(old, 'and', `not ${bracketed(term)}`) },
  { title: '… or not selected', join: (old, term) => joined(old, 'or', `not ${bracketed(term)}`) },
];

/** A filter and terms that are joined by "and": events pass both. */
export const alsoWith = (filter: string, terms: string): string => joined(filter, 'and', terms);

function joined(old: string, word: string, term: string): string {
  if (old.trim() === '') return term;
  const text = old.trim();
  const isSame = isBracketed(text) || !new RegExp(`\\b(${word === 'and' ? 'or' : 'and'})\\b`).test(text);
  return `${isSame ? text : `(${text})`} ${word} ${term}`;
}
