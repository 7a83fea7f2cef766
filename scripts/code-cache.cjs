// Preloaded into a run of the program (scripts/bundle.js): keeps the code that V8 made of the bundle in it.
const { writeFileSync } = require('node:fs');

process.on('exit', (status) => {
  const { CACHE, script } = require('../bin/sysshark.cjs');
  if (status === 0) writeFileSync(CACHE, script.createCachedData());
});
