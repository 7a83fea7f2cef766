import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyssharkError } from '../errors.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the program may be: one that was built here is preferred to that of the package. */
const PLACES = ['build/Release/plugin-host', `prebuilds/${process.platform}-${process.arch}-plugin-host`];

/** The program that runs libraries of plugins (native/plugins). Throws SyssharkError NO_ADDON if there is none. */
export function hostProgram(): string {
  const found = PLACES.map((place) => join(ROOT, place)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new SyssharkError(
    'NO_ADDON',
    `libraries of plugins need plugin-host, which is not there for ${process.platform}-${process.arch}; build it: "npm run build:native" in ${ROOT}`,
  );
}
