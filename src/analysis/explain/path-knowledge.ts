import { errorName } from '../../output/words/sentence.js';
import { Recent } from '../recent.js';

/** What a call told about a path. */
export interface PathFact {
  readonly num: number;
  /** Whether something is there. */
  readonly exists: boolean;
}

const MAX_PATHS = 65_536;
const REMOVES: ReadonlySet<string> = new Set(['unlink', 'unlinkat', 'rmdir', 'rename', 'renameat', 'renameat2']);
const MISSING = 'ENOENT';
/** Failures that say that something is there. */
const PRESENT: ReadonlySet<string> = new Set(['EEXIST', 'EISDIR', 'ENOTEMPTY', 'ETXTBSY', 'ENOTDIR']);

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
      const isLast = !REMOVES.has(call);
      for (const folder of foldersOf(path)) this.facts.set(folder, { num, exists: true });
      this.facts.set(path, { num, exists: isLast });
    } else if (PRESENT.has(errorName(result))) this.facts.set(path, { num, exists: true });
    else if (errorName(result) === MISSING) this.facts.set(path, { num, exists: false });
  }

  /** What is known about a path; null for nothing. */
  of(path: string): PathFact | null {
    return this.facts.get(path) ?? null;
  }
}
