/** Reads values of which nothing is known: each gives something empty where there is nothing of the kind. */

/** A value of which nothing is known. */
export type Json = unknown;

const memberOf = (value: Json, key: string): Json =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Json>>)[key] : undefined;

export function objectIn(value: Json, ...keys: readonly string[]): Readonly<Record<string, Json>> {
  const inner = keys.reduce(memberOf, value);
  return typeof inner === 'object' && inner !== null ? (inner as Record<string, Json>) : {};
}

export function textIn(value: Json, key: string): string {
  const inner = memberOf(value, key);
  return typeof inner === 'string' ? inner : '';
}

export function numberIn(value: Json, key: string): number {
  return Number(memberOf(value, key)) || 0;
}

export function listIn(value: Json, key: string): readonly Json[] {
  const inner = memberOf(value, key);
  return Array.isArray(inner) ? inner : [];
}

export function flagIn(value: Json, key: string): boolean {
  return memberOf(value, key) === true;
}

/** JSON text as a value; null where it is none. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
