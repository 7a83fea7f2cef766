import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { features, version } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';
import { type ModuleFile, notImported } from './thrown.js';

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;

type Importer = { readonly importModule: (url: string) => Promise<Exports> };

/** A file of its own: code from a cache cannot import. */
const IMPORTER = fileURLToPath(new URL('../../bin/import-module.cjs', import.meta.url));
const TYPESCRIPT = /\.m?ts$/;
/** The first versions of Node.js that run TypeScript without an option. */
const RUNS_TYPESCRIPT = '22.18';

/** The module at a path. */
export const moduleAt = (path: string): ModuleFile => ({ path, file: resolve(path) });

/**
 * Imports an ES module, in JavaScript or, if Node.js can, TypeScript. In it, 'sysshark' is the library of this installation.
 * Throws SyssharkError USAGE, which names file and line.
 */
export async function importModule(module: ModuleFile): Promise<Exports> {
  const { path, file } = module;
  try {
    readFileSync(file);
  } catch (error) {
    throw new SyssharkError('USAGE', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
  if (TYPESCRIPT.test(path) && !('typescript' in features && features.typescript)) throw noTypeScript(path);
  const { importModule: load } = createRequire(import.meta.url)(IMPORTER) as Importer;
  try {
    return await load(pathToFileURL(file).href);
  } catch (error) {
    throw notImported(module, error, IMPORTER);
  }
}

function noTypeScript(path: string): SyssharkError {
  const built = path.replace(TYPESCRIPT, '.mjs');
  return new SyssharkError(
    'USAGE',
    `${path}: this Node.js (${version}) does not run TypeScript, ${RUNS_TYPESCRIPT} and later do; or make JavaScript of it: npx esbuild ${path} --outfile=${built}`,
  );
}
