import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The part of the program that keeps columns of all events, in one file, as the program is. Two folders below the root. */
export const KEEPER = join(import.meta.dirname, 'keeper-bundle.mjs');

/** Options of Node.js with which the program runs. */
export const NODE_OPTIONS: readonly string[] = readFileSync(join(ROOT, 'bin/node-options'), 'utf8').trim().split(' ');

const CONTENTS = `
  export { keepColumns } from './dist/run/keep-columns.js';
  export { DEFAULT_FIELD_CONTEXT } from './dist/fields/field-context.js';
`;

/** Makes KEEPER of the compiled program. */
export async function bundleKeeper(): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    stdin: { contents: CONTENTS, resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@grpc/grpc-js', '@grpc/proto-loader', 'strftime'],
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
    outfile: KEEPER,
  });
}
