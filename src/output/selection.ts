import { SyssharkError } from '../errors.js';
import { didYouMean, nearestNames } from '../fields/nearest-names.js';
import { compileGlob, isGlob } from '../filter/glob.js';

/** What a list has a row for, and the groups that it belongs to. */
interface Listed {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Whether a word selects a row: by a pattern of its name, its name, or one of its groups. */
function selects(word: string): (row: Listed) => boolean {
  if (!isGlob(word)) return ({ name, groups }) => name === word || groups.includes(word);
  const matches = compileGlob(word);
  return ({ name }) => matches(name);
}

/** The names and groups by which rows can be selected. */
const namesIn = (rows: readonly Listed[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ name, groups }) => [...groups, name]));

/**
 * The rows that any of the words select; all of them without words. Throws SyssharkError USAGE for a word that selects none;
 * `what` is what rows are.
 */
export function selectRows<Row>(
  rows: readonly Row[],
  words: readonly string[],
  { what, listedAs }: { readonly what: string; readonly listedAs: (row: Row) => Listed },
): readonly Row[] {
  if (words.length === 0) return rows;
  const listed = rows.map(listedAs);
  const tests = words.map(selects);
  const wrong = words.find((_, i) => !listed.some(tests[i] as (row: Listed) => boolean));
  if (wrong !== undefined)
    throw new SyssharkError(
      'USAGE',
      `no ${what} is called "${wrong}"${didYouMean(nearestNames(wrong, namesIn(listed)))}`,
    );
  return rows.filter((_, i) => tests.some((test) => test(listed[i] as Listed)));
}
