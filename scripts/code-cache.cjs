// Preloaded into a run of the program (scripts/bundle.js): saves the code that V8 compiled from the bundle.
const { writeFileSync } = require('node:fs');

process.on('exit', (status) => {
  const { CACHE, script } = require('../bin/sysshark.cjs');
  if (status === 0) writeFileSync(CACHE, script.createCachedData());
});
