import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { ROOT } from './sysshark.js';

/** A version that runs TypeScript. */
const VERSION = '22.23.3';
const FOLDER = join(ROOT, 'build/newer-node');

/** Node.js that runs TypeScript, which is fetched once; null if that fails. */
export function newerNode(): string | null {
  const node = join(FOLDER, 'node_modules/node/bin/node');
  const install = ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', '--no-save', `node@${VERSION}`];
  if (!existsSync(node)) execaSync('npm', install, { reject: false, env: { NODE_OPTIONS: '' } });
  return existsSync(node) ? node : null;
}
