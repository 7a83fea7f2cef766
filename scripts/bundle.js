// Builds dist/bundle: the program in one file, and the code that V8 compiled from it in a first run. One file loads faster
// than many modules, and with the compiled code nothing is parsed again.
// Also builds dist/library: the modules that programs import, in a few files that are loaded on demand.
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
/** Capture for the first run: it has many kinds of events, so that many functions are compiled. */
const CAPTURE = 'fixtures/fuzz/capture/events-1';
/** Packages that are not bundled: gRPC, with protobufjs, is large and rarely needed, strftime comes without the text of its licence. */
const EXTERNAL = ['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs/light.js', 'strftime'];
/** Defines `require`, by which CommonJS packages load Node.js's built-in modules, in a bundle of ES modules. */
const REQUIRE = "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);";
const LATE_BUILTIN =
  /^(node:)?(child_process|crypto|http|module|net|os|process|stream|timers\/promises|tty|worker_threads|zlib)$/;

/** Loads built-in modules of Node.js on first use: loading them takes longer than starting the program. */
const lateBuiltins = {
  name: 'late builtins',
  setup(bundler) {
    bundler.onResolve({ filter: LATE_BUILTIN }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    );
    bundler.onLoad({ filter: LATE_BUILTIN, namespace: 'late' }, async ({ path }) => {
      const load = `let loaded; const load = () => (loaded ??= require('${path}'));`;
      const late = (name) => `get ${name}() { return load().${name}; }`;
      const names = Object.keys(await import(path)).filter((name) => name !== 'default');
      return { contents: `${load} module.exports = { ${names.map(late).join(', ')} };` };
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
  // only CommonJS can be loaded from a code cache
  format: 'cjs',
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  external: EXTERNAL,
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
  external: EXTERNAL,
  banner: { js: REQUIRE },
});
writeFileSync(`${BUNDLE}/LICENSES.txt`, licensesOf(metafile));
writeFileSync(`${LIBRARY}/LICENSES.txt`, licensesOf(library.metafile));
writeFileSync(`${BUNDLE}/package.json`, '{ "type": "commonjs" }\n');
// V8 accepts the code only in runs with the same options
const options = readFileSync('bin/node-options', 'utf8').trim().split(' ');
execFileSync(
  process.execPath,
  [...options, '--require', './scripts/code-cache.cjs', 'bin/sysshark.cjs', '-r', CAPTURE],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
