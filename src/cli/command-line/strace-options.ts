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
