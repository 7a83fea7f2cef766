import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM, ROOT } from './sysshark.js';

/** Makes a program at a path that is started as PROGRAM, with a module loaded before it; as root PROGRAM itself takes no NODE_OPTIONS. */
export function makePreloaded(path: string, module: string): void {
  const options = readFileSync(join(ROOT, 'bin/node-options'), 'utf8').trim();
  const line = `exec '${process.execPath}' ${options} --require '${module}' '${PROGRAM}.cjs' "$@"`;
  writeFileSync(path, `#!/bin/sh\nset -f\n${line}\n`, { mode: 0o755 });
}
