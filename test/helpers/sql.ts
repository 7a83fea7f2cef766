import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { execa } from 'execa';
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

/** Rows of a query of DuckDB alone, all as text. */
export async function duckDbRows(query: string): Promise<SqlRow[]> {
  const api = createRequire(join(ROOT, 'package.json')).resolve('@duckdb/node-api');
  const program = `const { DuckDBConnection } = require(${JSON.stringify(api)});
    DuckDBConnection.create().then((c) => c.runAndReadAll(process.argv[1]))
      .then((reader) => console.log(JSON.stringify(reader.getRowObjectsJson())));`;
  const { stdout } = await execa(process.execPath, ['-e', program, query]);
  return JSON.parse(stdout) as SqlRow[];
}
