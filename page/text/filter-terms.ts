import { unicodeOf } from './byte-string.js';

const BARE = /^[A-Za-z0-9_./:@%+-]+$/;
/** Fields whose text is not what a filter compares, by the one that is. */
const COMPARABLE: Readonly<Record<string, string>> = { 'evt.time': 'evt.rawtime', 'evt.datetime': 'evt.rawtime' };

/** A value as filters take it; null if it cannot be written. */
export function literalOf(bytes: string): string | null {
  const text = unicodeOf(bytes);
  if (text === null || text.includes('\0')) return null;
  if (BARE.test(text)) return text;
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
}

/** The filter for events whose field has a value (a byte string); null if there is none. */
export function termOf(field: string, bytes: string, time: string): string | null {
  const comparable = COMPARABLE[field];
  if (comparable !== undefined) return `${comparable}=${time}`;
  const value = literalOf(bytes);
  return value === null ? null : `${field}=${value}`;
}

const isCompound = (filter: string): boolean => /\b(and|or|not)\b/.test(filter);
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

function joined(old: string, word: string, term: string): string {
  if (old.trim() === '') return term;
  const isSame = !new RegExp(`\\b(${word === 'and' ? 'or' : 'and'})\\b`).test(old);
  return `${isSame ? old.trim() : `(${old.trim()})`} ${word} ${term}`;
}
