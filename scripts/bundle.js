// Makes dist/bundle: the program in one file, and beside it the code that V8 made of it in a first run.
// One file is found and read at once, where modules are resolved one by one; with its code nothing is parsed again.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUNDLE = 'dist/bundle';
/** Read by the first run: events of all kinds, so that the code of many functions is kept. */
const CAPTURE = 'fixtures/fuzz/capture/events-1';
/** Asked about containers with: large, and of use to few captures. */
const GRPC = ['@grpc/grpc-js', '@grpc/proto-loader'];
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
rmSync(BUNDLE, { recursive: true, force: true });
await build({
  entryPoints: ['src/cli/main.ts'],
  outdir: BUNDLE,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // CommonJS, because only that can be compiled from a cache
  format: 'cjs',
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  external: GRPC,
  // code from a cache can require, but not import
  supported: { 'dynamic-import': false },
  plugins: [lateBuiltins],
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
});
writeFileSync(`${BUNDLE}/package.json`, '{ "type": "commonjs" }\n');
// by way of the shell script: V8 takes the code in a run with the same options only
execFileSync(`${ROOT}bin/sysshark`, ['-r', CAPTURE], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, NODE_OPTIONS: '--require ./scripts/code-cache.cjs' },
});
