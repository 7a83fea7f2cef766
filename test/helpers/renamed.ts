import { lines } from './lines.js';

/** The option of prctl that gives a thread a name: PR_SET_NAME. */
const RENAMES = 'evt.type=prctl and evt.rawarg.option=15';

/**
 * Takes out of lines of a capture those that name a thread which gave itself a name: here it has that name from then on, in the
 * reference it does not (docs/DIFFERENCES.md).
 */
export async function withoutRenamed(file: string): Promise<(lines: readonly string[]) => string[]> {
  const tids = new Set(await lines('-r', file, '-p', '%thread.tid', RENAMES));
  return (all) => all.filter((line) => !(line.match(/\d+/g) ?? []).some((number) => tids.has(number)));
}

/** Lines in which the names that runc gives itself while it starts a container are one. */
export function withoutStagesOfRunc(all: readonly string[]): string[] {
  return all.map((line) => line.replace(/runc:\[\d:\w+\]/g, 'runc'));
}
