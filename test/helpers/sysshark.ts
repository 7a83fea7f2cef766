import { resolve } from 'node:path';
import { execa } from 'execa';

/** The project's root, and the program as users start it (bin/setup has built it). */
export const ROOT = resolve(import.meta.dirname, '../..');
export const PROGRAM = resolve(ROOT, 'bin/sysshark');

/** Runs the program to its end. Text is UTF-8, times are UTC, and a failure is a value, not an exception. */
export function sysshark(
  args: readonly string[],
  options: { readonly input?: Buffer; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
) {
  const env = { TZ: 'UTC', ...options.env };
  const input = options.input === undefined ? {} : { input: options.input };
  const cwd = options.cwd === undefined ? {} : { cwd: options.cwd };
  return execa(PROGRAM, [...args], { reject: false, env, ...input, ...cwd });
}

/** Runs a line of shell in which $S is the program. */
export function shell(line: string, options: { readonly cwd?: string } = {}) {
  return execa('bash', ['-c', line], { reject: false, env: { TZ: 'UTC', S: PROGRAM }, ...options });
}
