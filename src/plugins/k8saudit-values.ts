import { type JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';
import { anyText } from './payload.js';

/** What one step to a list of values found: values, NOTHING for elements that lack the name. */
type Found = readonly number[];

/** The elements of an array. */
export function elementsOf(json: JsonDocument, array: number): number[] {
  const elements: number[] = [];
  for (let item = json.first(array); item !== NOTHING; item = json.next(item, array)) elements.push(item);
  return elements;
}

const isArray = (json: JsonDocument, value: number): boolean => value !== NOTHING && json.kind(value) === KIND.ARRAY;

/** What is gone through of a value: all elements of an array, or the one with the index; null if there is none. */
function partsOf(json: JsonDocument, value: number, index: number | null): readonly number[] | null {
  if (!isArray(json, value)) return [value];
  const all = elementsOf(json, value);
  if (index === null) return all;
  return index < all.length ? [all[index] as number] : null;
}

/**
 * The values that are reached from another one by names. Where an array is to be gone through, all its elements are, or only
 * the one with the index; what lacks a name there is NOTHING in its place. Null if a name is not there outside of an array, or
 * an element.
 */
export function walk(
  json: JsonDocument,
  start: number,
  names: readonly MemberName[],
  index: number | null,
): Found | null {
  let found: Found = [start];
  let isInArray = false;
  for (const name of names) {
    const parts = found.map((value) => partsOf(json, value, index));
    if (parts.includes(null)) return null;
    isInArray ||= found.some((value) => isArray(json, value));
    found = parts.flatMap((all) => all ?? []).map((one) => (one === NOTHING ? NOTHING : json.member(one, name)));
    if (!isInArray && found[0] === NOTHING) return null;
  }
  return found;
}

/** Texts of values; null for none. */
export const listOf = (texts: readonly string[]): readonly string[] | null => (texts.length === 0 ? null : texts);

/** The values that are there, as texts. */
export function textsOf(json: JsonDocument, found: Found): string[] {
  return found.filter((value) => value !== NOTHING).map((value) => anyText(json, value));
}

/** The elements of an array, as texts; null for other values. */
export function elementTexts(json: JsonDocument, value: number): string[] | null {
  return isArray(json, value) ? elementsOf(json, value).map((item) => anyText(json, item)) : null;
}

/** The elements of all arrays that were found; null if one of them is no array. */
export function allElementTexts(json: JsonDocument, found: Found): string[] | null {
  const lists = found.filter((value) => value !== NOTHING).map((value) => elementTexts(json, value));
  return lists.includes(null) ? null : lists.flatMap((list) => list ?? []);
}

/** Each array of strings that was found, joined with blanks; null if one is something else. */
export function joinedTexts(json: JsonDocument, found: Found): string[] | null {
  const arrays = found.filter((value) => value !== NOTHING);
  const areStrings = (array: number): boolean =>
    isArray(json, array) && elementsOf(json, array).every((item) => json.kind(item) === KIND.STRING);
  if (!arrays.every(areStrings)) return null;
  return arrays.map((array) =>
    elementsOf(json, array)
      .map((item) => json.text(item))
      .join(' '),
  );
}

/** The repository of an image: what is before its tag and its digest. A registry with a port is cut there. */
export const repositoryOf = (image: string): string => (image.split(':')[0] ?? '').split('@')[0] ?? '';

const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: URIs with them are refused
const CONTROL = /[\x00-\x1f\x7f]/;

const unescaped = (text: string): string =>
  text
    .replace(/\+/g, ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** The first value of a parameter of a URI, all byte strings; null if there is none, or if the URI cannot be decoded. */
export function uriParameter(uri: string, name: string): string | null {
  const query = /^[^?#]*\?([^#]*)/.exec(uri)?.[1];
  if (query === undefined || BROKEN_ESCAPE.test(uri) || CONTROL.test(uri)) return null;
  const parts = query.split('&').filter((part) => part !== '');
  if (parts.some((part) => part.includes(';'))) return null;
  for (const part of parts) {
    const [key = '', ...value] = part.split('=');
    if (unescaped(key) === name) return unescaped(value.join('='));
  }
  return null;
}
