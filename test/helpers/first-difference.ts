/** The first line in which two texts differ. */
export function firstDifference(ours: readonly string[], theirs: readonly string[]): string[] {
  const at = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, i) => i).find(
    (i) => ours[i] !== theirs[i],
  );
  return at === undefined ? [] : [`ours   ${ours[at]}\ntheirs ${theirs[at]}`];
}
