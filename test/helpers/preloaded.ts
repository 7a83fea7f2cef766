import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM, ROOT } from './sysshark.js';

/** Creates a program that starts PROGRAM with a module preloaded, because PROGRAM ignores NODE_OPTIONS as root. */
export function makePreloaded(path: string, module: string): void {
  const options = readFileSync(join(ROOT, 'bin/node-options'), 'utf8').trim();
  const line = `exec '${process.execPath}' ${options} --require '${module}' '${PROGRAM}.cjs' "$@"`;
  writeFileSync(path, `#!/bin/sh\nset -f\n${line}\n`, { mode: 0o755 });
}
