import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyssharkError } from '../errors.js';

/** The folder of this package: dist is in it, both with the bundle and without. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Packages that are not installed with this program, by what they are for. Their versions are in package.json as settings: as optional
 * peer dependencies, npm would refuse to install them in a clone.
 */
export type Optional = 'duckdb' | 'nats';

interface Setting {
  /** As messages name it. */
  readonly title: string;
  /** Packages with their versions, as npm takes them. */
  readonly packages: readonly string[];
}

const load = createRequire(import.meta.url);

const settings = (): Readonly<Record<Optional, Setting>> =>
  (load('../../package.json') as { readonly config: { readonly optional: Readonly<Record<Optional, Setting>> } }).config
    .optional;

const isInstalled = (spec: string): boolean => {
  try {
    load.resolve(spec.slice(0, spec.lastIndexOf('@')));
    return true;
  } catch {
    return false;
  }
};

/** The command that installs packages where this program finds them: beside it if it was installed by npm, else in its clone. */
function installCommand(packages: readonly string[]): string {
  const folder = dirname(ROOT);
  if (basename(folder) === 'node_modules') {
    const isGlobal = basename(dirname(folder)) === 'lib';
    return `npm install ${isGlobal ? '-g ' : ''}${packages.join(' ')}`;
  }
  // in a clone, npm removes what it is not told and package.json does not name
  const others = Object.values(settings()).flatMap((one) => one.packages.filter(isInstalled));
  return `npm install --no-save --prefix ${resolve(ROOT)} ${[...new Set([...others, ...packages])].join(' ')}`;
}

/** What is said where a package is not installed, or cannot be loaded. */
export function notInstalled(optional: Optional, cause: unknown): SyssharkError {
  const { title, packages } = settings()[optional];
  return new SyssharkError('USAGE', `this needs ${title}: ${installCommand(packages)}`, { cause });
}

/** Where a package is, to be loaded from there. Throws SyssharkError USAGE where it is not installed, which says how it is. */
export function findPackage(optional: Optional, name: string): string {
  try {
    return load.resolve(name);
  } catch (cause) {
    throw notInstalled(optional, cause);
  }
}
