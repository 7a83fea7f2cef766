/** Reads values of which nothing is known: each gives something empty where there is nothing of the kind. */

/** A value of which nothing is known. */
export type Json = unknown;

const memberOf = (value: Json, key: string): Json =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Json>>)[key] : undefined;

export function objectIn(value: Json, ...keys: readonly string[]): Readonly<Record<string, Json>> {
  const inner = keys.reduce(memberOf, value);
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  return isObject ? (inner as Record<string, Json>) : {};
}

export function textIn(value: Json, key: string): string {
  const inner = memberOf(value, key);
  return typeof inner === 'string' ? inner : '';
}

/** A whole number that a double holds exactly. */
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

/** Levels that are read: no engine needs a tenth of them, and code that follows a value level by level must not run out of stack. */
const MAX_DEPTH = 200;
const LEVELS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** Whether the brackets outside of strings nest no deeper than that. */
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

/** JSON text as a value; null where it is none, or nests deeper than any engine's answer. */
export function parseJson(text: string): Json {
  try {
    return isShallow(text) ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
