/** A filter that refuses all events, and tells so before it has seen one. */
export const NO_EVENTS = 'evt.dir = none';

/** Text (a byte string) as a value in a filter, whatever is in it. */
export function quotedValue(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The filter that lets pass what two do; '' is one that lets everything pass. */
export function bothOf(one: string, other: string): string {
  if (other === '') return one;
  return one.trim() === '' ? other : `(${one}) and (${other})`;
}
