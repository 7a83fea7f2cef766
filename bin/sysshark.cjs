// Starts the program from its bundle, with the code that V8 made of it when it was built (scripts/bundle.js).
// V8 itself checks that the code is of this source and of this V8; otherwise it compiles the source.

// first of all: until SIGUSR1 is handled it opens a debugger, and who is in it runs code in this process
process.on('SIGUSR1', () => undefined);

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const BUNDLE = join(__dirname, '../dist/bundle/main.js');
const CACHE = `${BUNDLE}.cache`;

function readCache() {
  try {
    return readFileSync(CACHE);
  } catch {
    return undefined;
  }
}

// what require() wraps a module in; the bundle is ASCII
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(BUNDLE, 'latin1')}\n})`;
const script = new Script(source, { filename: BUNDLE, cachedData: readCache() });
module.exports = { CACHE, script };

const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, require, bundle, BUNDLE, __dirname);
bundle.exports.main(process.argv.slice(2)).then((status) => process.exit(status));
