import type { Container } from './container-table.js';

function textIn(details: Readonly<Record<string, unknown>>, key: string): string {
  const value = details[key];
  return typeof value === 'string' ? value : '';
}

/** Parses the JSON of a container event; null if it is not a JSON object with a container. */
export function parseContainer(json: string): Container | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  const details = (parsed as { container?: unknown } | null)?.container;
  if (typeof details !== 'object' || details === null) return null;
  const record = details as Readonly<Record<string, unknown>>;
  const id = textIn(record, 'id');
  if (id === '') return null;
  return { id, name: textIn(record, 'name'), image: textIn(record, 'image'), details: record, json };
}
