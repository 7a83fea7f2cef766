import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './sysshark.js';

/** Builds the library of the test plugin (test/plugins/plugin.c) at a path, with macros that change what it can do. */
export function buildPlugin(path: string, ...macros: readonly string[]): void {
  const source = join(ROOT, 'test/plugins/plugin.c');
  execFileSync('cc', ['-O1', '-shared', '-fPIC', '-pthread', ...macros.map((one) => `-D${one}`), '-o', path, source]);
}
