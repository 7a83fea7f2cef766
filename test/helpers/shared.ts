import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from '@jest/globals';
import { describeIf } from './prerequisites.js';

const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const SHARED = resolve(PROJECT, process.env['SYSSHARK_SHARED'] ?? '../shared');

/** Whether the folder with captures, expected output and the reference printer's source exists. */
export const hasShared = existsSync(join(SHARED, 'captures'));

/** Path inside that folder (SYSSHARK_SHARED, or ../shared next to the project). */
export function sharedPath(...parts: string[]): string {
  return join(SHARED, ...parts);
}

/** Tests that need the folder. */
export function describeWithShared(name: string, tests: () => void): void {
  if (hasShared) describe(name, tests);
  // the tests may read the folder while they are collected
  else describeIf(false)(name, () => test('needs the shared folder', missing));
}

function missing(): never {
  throw new Error(`no ${SHARED}`);
}
