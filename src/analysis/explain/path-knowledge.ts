import { errorName } from '../../output/words/sentence.js';
import { Recent } from '../recent.js';

/** What a call told about a path. */
export interface PathFact {
  readonly num: number;
  /** Whether something is there. */
  readonly exists: boolean;
  /** Whether that is known to be a folder. */
  readonly isFolder: boolean;
}

const MAX_PATHS = 65_536;
const REMOVES: ReadonlySet<string> = new Set(['unlink', 'unlinkat', 'rmdir', 'rename', 'renameat', 'renameat2']);
const MISSING = 'ENOENT';
const WANTS_FOLDER: ReadonlySet<string> = new Set(['mkdir', 'mkdirat', 'chdir', 'chroot']);
/** Failures that say that something is there. */
const PRESENT: ReadonlySet<string> = new Set(['EEXIST', 'EISDIR', 'ENOTEMPTY', 'ETXTBSY']);

/** The folders above a path, from the root down, without the root itself. */
export function foldersOf(path: string): string[] {
  const names = path.split('/').slice(1, -1);
  return names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`);
}

/** Which paths exist, as far as calls have told so far. */
export class PathKnowledge {
  private readonly facts = new Recent<string, PathFact>(MAX_PATHS);

  /** Notes what a call with a path told; `result` is its return value. */
  note(path: string, call: string, result: number, num: number): void {
    if (!path.startsWith('/')) return;
    if (result >= 0) {
      for (const folder of foldersOf(path)) this.facts.set(folder, { num, exists: true, isFolder: true });
      this.set(path, { num, exists: !REMOVES.has(call), isFolder: WANTS_FOLDER.has(call) });
    } else if (PRESENT.has(errorName(result))) this.set(path, { num, exists: true, isFolder: false });
    else if (errorName(result) === MISSING) this.set(path, { num, exists: false, isFolder: false });
  }

  /** Notes that something has got a path as its name. */
  noteName(path: string, num: number): void {
    if (path.startsWith('/')) this.facts.set(path, { num, exists: true, isFolder: false });
  }

  /** Sets a fact. What is still there and was a folder remains one. */
  private set(path: string, fact: PathFact): void {
    const before = this.facts.get(path);
    const isFolder = fact.isFolder || (fact.exists && before?.exists === true && before.isFolder);
    this.facts.set(path, { ...fact, isFolder });
  }

  /** What is known about a path; null for nothing. */
  of(path: string): PathFact | null {
    return this.facts.get(path) ?? null;
  }
}
