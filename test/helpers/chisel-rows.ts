import { expect } from '@jest/globals';
import { lines } from './lines.js';
import { shell } from './sysshark.js';

export type Row = Readonly<Record<string, string | number | null>>;

/** The rows of a chisel with -j. */
export async function rowsOf(capture: string, ...words: readonly string[]): Promise<readonly Row[]> {
  return (await lines('-r', capture, '-j', '-c', ...words)).map((line) => JSON.parse(line) as Row);
}

/** What jq makes of the typed JSON of the events that pass a filter: an array of objects. */
export async function jq(capture: string, filter: string, program: string): Promise<readonly Row[]> {
  const { stdout, stderr, exitCode } = await shell(`$S -r ${capture} -T ndjson "${filter}" | jq -c '${program}'`);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as Row);
}

export const sum = (rows: readonly Row[], name: string): number =>
  rows.reduce((all, row) => all + Number(row[name]), 0);

export function grouped(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? [];
    group.push(row);
    groups.set(keyOf(row), group);
  }
  return groups;
}

export const byKey = (rows: readonly Row[], ...names: readonly string[]): Map<string, readonly Row[]> =>
  grouped(rows, (row) => JSON.stringify(names.map((name) => row[name])));
