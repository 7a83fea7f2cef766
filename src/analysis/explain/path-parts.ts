import type { NeededPath } from './needed-paths.js';
import { foldersOf, type PathKnowledge } from './path-knowledge.js';

/** What is known of the paths that a call needs. */
interface KnownPaths {
  readonly needed: readonly NeededPath[];
  readonly paths: PathKnowledge;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What is missing of a path, as far as the capture tells. */
function missingOf({ path, isMade }: NeededPath, paths: PathKnowledge): string {
  const folders = foldersOf(path);
  const missing = folders.find((folder) => paths.of(folder)?.exists === false);
  if (missing !== undefined) return `The folder ${missing} is missing: event ${paths.of(missing)?.num} says so.`;
  const reached = folders.findLastIndex((folder) => paths.of(folder)?.exists === true);
  const known = folders[reached] ?? '/';
  const where = `The folder ${known} exists${known === '/' ? '' : ` (event ${paths.of(known)?.num})`}`;
  const rest = folders.slice(reached + 1);
  if (rest.length === 0) return `${where}, ${missingIn(path, isMade, paths)}.`;
  if (isMade && rest.length === 1) return `${where}, so the folder ${rest[0]} is missing.`;
  return known === '/'
    ? `The capture does not tell which part of ${path} is missing.`
    : `${where}, what is missing comes after it.`;
}

/** What is missing though the folder is there. */
function missingIn(path: string, isMade: boolean, paths: PathKnowledge): string {
  const itself = paths.of(path);
  if (itself?.exists === true)
    return `and so did ${lastPart(path)} (event ${itself.num}): what it leads to (as a link, or the interpreter of a script) is missing, or a call that was not captured has removed it`;
  return isMade
    ? `but ${lastPart(path)} cannot be made there: its file system makes no such entries, or it is a link to something that is missing`
    : `so ${lastPart(path)} itself is missing`;
}

/** The parts of a path that a call needs, and that are not known to be there. */
function doubtsOf({ path, isMade }: NeededPath, paths: PathKnowledge): string[] {
  const parts = isMade ? foldersOf(path) : [...foldersOf(path), path];
  return parts.filter((part) => paths.of(part)?.exists !== true);
}

/** What is missing of the paths of a call. */
export function missingPart({ needed, paths }: KnownPaths): string[] {
  const doubtful = needed.filter((one) => doubtsOf(one, paths).length > 0);
  const [one, other] = doubtful.length === 0 ? needed : doubtful;
  if (one === undefined) return [];
  if (other === undefined) return [missingOf(one, paths)];
  const all = doubtful.flatMap((path) => doubtsOf(path, paths));
  const missing = all.find((part) => paths.of(part)?.exists === false);
  if (missing !== undefined) return [`${missing} is missing: event ${paths.of(missing)?.num} says so.`];
  return [`One of these is missing: ${all.join(', ')}.`];
}

/** Which part of a path is no folder. */
function noFolderOf({ path }: NeededPath, paths: PathKnowledge): string {
  const folders = foldersOf(path);
  const reached = folders.findLastIndex((folder) => paths.of(folder)?.isFolder === true);
  const known = folders[reached] ?? '/';
  const where = `${known} is a folder${known === '/' ? '' : ` (event ${paths.of(known)?.num})`}`;
  const rest = [...folders.slice(reached + 1), path];
  return rest.length === 1
    ? `${where}, so ${lastPart(path)} itself is none.`
    : `${where}, what is none comes after it: ${rest.join(' or ')}.`;
}

/** Which part of the paths is no folder: of two, of those whose folders are not all known. */
export function noFolder({ needed, paths }: KnownPaths): string[] {
  const isDoubtful = ({ path }: NeededPath): boolean => !foldersOf(path).every((folder) => paths.of(folder)?.isFolder);
  const doubtful = needed.filter(isDoubtful);
  return (doubtful.length === 0 ? needed : doubtful).map((one) => noFolderOf(one, paths));
}
