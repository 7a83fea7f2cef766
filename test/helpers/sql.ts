import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sysshark } from './sysshark.js';

/** Whether DuckDB is installed: bin/setup --for-tests does it. */
export const hasDuckDb = existsSync(join(ROOT, 'node_modules/@duckdb/node-api'));

export type SqlRow = Readonly<Record<string, string | number | boolean | null>>;

/** The rows of a query. Throws if it fails, or says anything. */
export async function sqlRows(captures: readonly string[], query: string, ...options: string[]): Promise<SqlRow[]> {
  const { stdout, stderr, exitCode } = await sysshark(['sql', ...captures, '--format', 'json', ...options, query]);
  if (exitCode !== 0 || stderr !== '') throw new Error(`${query} ended with ${exitCode}: ${stderr}`);
  return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as SqlRow);
}
