// Starts the program from its bundle, with the code that V8 compiled when the bundle was built (scripts/bundle.js).
// V8 checks that the code matches this source and this version of V8; if it does not, V8 compiles the source. It does not check
// the architecture, and crashes on code from another one, so the file is named after it.

// must come first: until SIGUSR1 is handled, it opens a debugger, through which others can run code in this process
process.on('SIGUSR1', () => undefined);

// V8 of Node.js 20 compiles functions for speed sooner than newer versions do, too soon for short runs and for good code. The flag
// is set without node:v8, which would load Node.js's streams (6 ms), by a binding that newer versions warn of or lack.
if (process.versions.v8.startsWith('11.')) {
  process.noDeprecation = true;
  process.binding('v8').setFlagsFromString('--interrupt-budget=270000');
  delete process.noDeprecation;
}

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const BUNDLE = join(__dirname, '../dist/bundle/main.js');
const CACHE = `${BUNDLE}.${process.arch}.cache`;

function readCache() {
  try {
    return readFileSync(CACHE);
  } catch {
    return undefined;
  }
}

// the wrapper that require() puts around a module; the bundle is ASCII
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(BUNDLE, 'latin1')}\n})`;
const script = new Script(source, { filename: BUNDLE, cachedData: readCache() });
module.exports = { CACHE, script };

const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, require, bundle, BUNDLE, __dirname);
bundle.exports.main(process.argv.slice(2)).then((status) => process.exit(status));
