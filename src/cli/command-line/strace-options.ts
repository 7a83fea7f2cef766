import { isEventName } from '../../fields/known-values.js';

/** Options of strace that are unknown here, and what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  f: 'child processes are always recorded',
  o: 'to keep the events, write a capture with -w FILE',
  y: 'descriptors are always shown with their names',
};

/** What to do instead of an option of strace, given the message of the parser about an unknown one; null for others. */
export function insteadOfStrace(message: string): string | null {
  const letter = /unknown option '-([a-z])/.exec(message)?.[1];
  return letter === undefined ? null : (INSTEAD[letter] ?? null);
}

/** Names the filter for the calls of strace's `-e trace=open,close` or `-e open`; null for other values, such as numbers. */
export function filterOfTrace(value: string): string | null {
  const isTrace = value.startsWith('trace=');
  const calls = value.replace(/^trace=/, '').split(',');
  if (!isTrace && !calls.every(isEventName)) return null;
  return calls.length === 1 ? `the filter evt.type=${calls[0]}` : `the filter "evt.type in (${calls.join(', ')})"`;
}
