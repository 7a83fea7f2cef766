import { readSync } from 'node:fs';
import { openUnnamedFile, unkept } from '../../source/unnamed-file.js';
import { CaptureDatabase, type DatabaseOptions, SqlError } from '../../sql/database.js';
import { copyOfQuery } from '../../sql/parquet-copy.js';
import type { TextOutput } from '../print/text-output.js';

const PART_BYTES = 1 << 20;
/** Semicolons at the end of a query, which cannot stand within another statement. */
const LAST_SEMICOLONS = /[;\s]+$/;

/** Writes the rows of a query into a file. Throws SqlError. */
async function copy(database: CaptureDatabase, query: string, path: string): Promise<void> {
  // shows the place of a mistake in what the user wrote
  await database.check(query);
  try {
    await database.rows(copyOfQuery(query.replace(LAST_SEMICOLONS, ''), path));
  } catch (error) {
    if (error instanceof SqlError && error.lines[0]?.startsWith('Parser Error') === true)
      throw new SqlError(
        'Parquet has the rows of one query that begins with select, from or with; nothing may follow its semicolon',
      );
    throw error;
  }
}

async function send(fd: number, output: TextOutput): Promise<void> {
  const part = Buffer.alloc(PART_BYTES);
  let at = 0;
  for (;;) {
    const length = readSync(fd, part, 0, part.length, at);
    if (length === 0 || output.isGone) return;
    await output.write(part.subarray(0, length));
    at += length;
  }
}

/**
 * Writes the answer of a query as Parquet, which DuckDB writes to files only: to one without a name, from which it is copied. Returns what
 * is wrong with the captures. Throws SqlError, and SyssharkError.
 */
export async function writeAsParquet(
  options: DatabaseOptions,
  query: string,
  output: TextOutput,
): Promise<readonly string[]> {
  let fd: number;
  try {
    fd = openUnnamedFile();
  } catch (error) {
    throw unkept('write the answer to a file in', error);
  }
  const path = `/proc/self/fd/${fd}`;
  const database = await CaptureDatabase.open(options, [path]);
  await copy(database, query, path);
  await send(fd, output);
  return database.problems;
}
