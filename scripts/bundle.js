// Makes dist/bundle: the program in one file, and beside it the code that V8 made of it in a first run.
// One file is found and read at once, where modules are resolved one by one; with its code nothing is parsed again.
// And dist/library: what programs import, in a few files that are loaded on demand.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licensesOf } from './licenses.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUNDLE = 'dist/bundle';
const LIBRARY = 'dist/library';
const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
};
/** Read by the first run: events of all kinds, so that the code of many functions is kept. */
const CAPTURE = 'fixtures/fuzz/capture/events-1';
/** Left where they are installed: gRPC is large and of use to few captures, strftime comes without the text of its licence. */
const APART = ['@grpc/grpc-js', '@grpc/proto-loader', 'strftime'];
/** What packages in CommonJS use for Node's own modules, also in a bundle of ES modules. */
const REQUIRE = "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);";
const LATE = /^(node:)?(child_process|crypto|http|module|net|os|process|stream|timers\/promises|tty|zlib)$/;

/** Loads Node's own modules, which take longer to start than the program, when something of them is first used. */
const lateBuiltins = {
  name: 'late builtins',
  setup(bundler) {
    bundler.onResolve({ filter: LATE }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    );
    bundler.onLoad({ filter: LATE, namespace: 'late' }, async ({ path }) => {
      const late = (name) => `get ${name}() { return require('${path}').${name}; }`;
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      return { contents: `module.exports = { ${names.map(late).join(', ')} };` };
    });
  },
};

process.chdir(ROOT);
for (const folder of [BUNDLE, LIBRARY]) rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  ...COMMON,
  entryPoints: ['src/cli/main.ts'],
  metafile: true,
  outdir: BUNDLE,
  // CommonJS, because only that can be compiled from a cache
  format: 'cjs',
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  external: APART,
  // code from a cache can require, but not import
  supported: { 'dynamic-import': false },
  plugins: [lateBuiltins],
});
const library = await build({
  ...COMMON,
  entryPoints: ['src/api/index.ts'],
  metafile: true,
  outdir: LIBRARY,
  format: 'esm',
  splitting: true,
  external: APART,
  banner: { js: REQUIRE },
});
writeFileSync(`${BUNDLE}/LICENSES.txt`, licensesOf(metafile));
writeFileSync(`${LIBRARY}/LICENSES.txt`, licensesOf(library.metafile));
writeFileSync(`${BUNDLE}/package.json`, '{ "type": "commonjs" }\n');
// V8 takes the code in a run with the same options only
const options = readFileSync('bin/node-options', 'utf8').trim().split(' ');
execFileSync(
  process.execPath,
  [...options, '--require', './scripts/code-cache.cjs', 'bin/sysshark.cjs', '-r', CAPTURE],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
