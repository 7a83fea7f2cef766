/** Maximum number of suggestions for a wrong name. */
const SUGGESTIONS = 3;
/** Maximum edit distance between a wrong name and a suggestion. */
const MAX_SLIPS = 3;

/** The end of a message about a wrong name: suggestions, or nothing. */
export function didYouMean(near: readonly string[]): string {
  return near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
}

/**
 * Suggestions for a wrong name, nearest first, at most three: names within a small edit distance, or that contain it as a
 * dot-separated part.
 */
export function nearestNames(written: string, names: Iterable<string>): string[] {
  const lower = written.toLowerCase();
  const scored = Array.from(names, (name) => {
    const isPart = lower.length > 2 && name.split('.').includes(lower);
    return { name, distance: isPart ? 1 : editDistance(lower, name) };
  });
  return scored
    .filter(({ distance }) => distance <= Math.min(MAX_SLIPS, written.length / 2))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SUGGESTIONS)
    .map(({ name }) => name);
}

/** Number of characters to insert, remove or replace to turn `a` into `b` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[b.length] as number;
}
