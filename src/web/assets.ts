import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const PAGE = 'index.html';
const REPORT = 'report';
/** Beside the program's bundle, and beside the compiled modules. */
const FOLDER = fileURLToPath(new URL('../page', import.meta.url));

/** What the page in a report consists of. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

function readText(...names: readonly string[]): string {
  try {
    return readFileSync(join(FOLDER, ...names), 'utf8');
  } catch (error) {
    throw new SyssharkError('IO', `cannot read the page: ${reasonOf(error)}`, { cause: error });
  }
}

/** The page for reports. Throws SyssharkError IO. */
export const readReportPage = (): ReportPage => ({
  script: readText(REPORT, 'report.js'),
  style: readText(REPORT, 'report.css'),
});

/** The files of the page by their paths in requests. They are read once: no request names a file. Throws SyssharkError IO. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  try {
    for (const name of readdirSync(FOLDER)) {
      const type = TYPES[extname(name)];
      if (type === undefined) continue;
      assets.set(name === PAGE ? '/' : `/a/${name}`, { type, bytes: readFileSync(join(FOLDER, name)) });
    }
  } catch (error) {
    throw new SyssharkError('IO', `cannot read the page: ${reasonOf(error)}`, { cause: error });
  }
  return assets;
}
