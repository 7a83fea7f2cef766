import { numberOf } from '../../decode/param-index.js';
import { eventName } from '../../fields/event-name.js';
import type { FieldContext } from '../../fields/field-context.js';
import { compileFormat } from '../../output/format.js';
import { FILE_FLAGS } from '../../schema/flags/file.js';
import type { Evt } from '../../state/evt.js';

/** A path (byte string, masked) that a call needs: all of it, or if the call makes its last part, the folders above that. */
export interface NeededPath {
  readonly path: string;
  readonly isMade: boolean;
}

type Role = 'name' | 'source' | 'target';

/** Calls that make a name: the role of its path. The reference calls the new name of link its source. */
const MADE: Readonly<Record<string, Role>> = {
  creat: 'name',
  mkdir: 'name',
  mkdirat: 'name',
  mknod: 'name',
  mknodat: 'name',
  symlink: 'name',
  symlinkat: 'name',
  link: 'source',
  linkat: 'source',
  rename: 'target',
  renameat: 'target',
  renameat2: 'target',
};
/** Calls with two paths that they need: the roles of these. */
const TWO: readonly Role[] = ['source', 'target'];
const HAS_TWO: ReadonlySet<Role> = new Set(TWO);
const CREATE = FILE_FLAGS.entries.find(([name]) => name === 'O_CREAT')?.[1] ?? 0;

function madeBy(evt: Evt): Role | null {
  return MADE[eventName(evt)] ?? ((numberOf(evt.view, 'flags', 0) & CREATE) !== 0 && isOpen(evt) ? 'name' : null);
}

const isOpen = (evt: Evt): boolean => eventName(evt).startsWith('open');

/** Reads which paths calls need. */
export class NeededPaths {
  private readonly readers: Readonly<Record<Role, (evt: Evt) => string | null>>;

  constructor(context: FieldContext) {
    this.readers = {
      name: compileFormat('%fs.path.name', context),
      source: compileFormat('%fs.path.source', context),
      target: compileFormat('%fs.path.target', context),
    };
  }

  /** The path of a call, or the first of two; null if it was not captured. */
  first(evt: Evt): string | null {
    return this.readers.name(evt);
  }

  /** The paths of a call, without those that were not captured. */
  of(evt: Evt): NeededPath[] {
    const made = madeBy(evt);
    const roles: readonly Role[] = made !== null && HAS_TWO.has(made) ? TWO : ['name'];
    return roles.flatMap((role) => {
      const path = this.readers[role](evt);
      return path === null ? [] : [{ path, isMade: role === made }];
    });
  }

  /** The name that a call gives to what had another one; null for other calls. */
  newName(evt: Evt): string | null {
    return MADE[eventName(evt)] === 'target' ? this.readers.target(evt) : null;
  }
}
