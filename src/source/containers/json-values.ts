import { isObject } from '../../bytes/json-object.js';

/** Reads JSON of unknown shape: members that are missing or of another type are read as empty values. */

/** A value of unknown shape. */
export type Json = unknown;

const memberOf = (value: Json, key: string): Json =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Json>>)[key] : undefined;

export function objectIn(value: Json, ...keys: readonly string[]): Readonly<Record<string, Json>> {
  const inner = keys.reduce(memberOf, value);
  return isObject(inner) ? inner : {};
}

export function textIn(value: Json, key: string): string {
  const inner = memberOf(value, key);
  return typeof inner === 'string' ? inner : '';
}

/** A whole number that a double holds exactly; 0 for other values. */
export function numberIn(value: Json, key: string): number {
  const inner = memberOf(value, key);
  return Number.isSafeInteger(inner) ? (inner as number) : 0;
}

export function listIn(value: Json, key: string): readonly Json[] {
  const inner = memberOf(value, key);
  return Array.isArray(inner) ? inner : [];
}

export function flagIn(value: Json, key: string): boolean {
  return memberOf(value, key) === true;
}

/** Deepest nesting that is read: ten times what engines need; recursive code must not run out of stack. */
const MAX_DEPTH = 200;
const LEVELS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** Whether the brackets outside strings nest no deeper than MAX_DEPTH. */
function isShallow(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length && depth <= MAX_DEPTH; at++) {
    const char = text[at] as string;
    if (char === '"') isInString = !isInString;
    else if (!isInString) depth += LEVELS[char] ?? 0;
    else if (char === '\\') at++;
  }
  return depth <= MAX_DEPTH;
}

/** Parses JSON; null if it is invalid or nests deeper than MAX_DEPTH. */
export function parseJson(text: string): Json {
  try {
    return isShallow(text) ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
