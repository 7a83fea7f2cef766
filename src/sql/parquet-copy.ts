import { quoted } from './views.js';

/** Version of the columns: they are only added; another meaning makes another version. */
export const SCHEMA = 1;

/** Parquet of today, with the encodings for steps and lengths: 12 % smaller than version 1, which more readers know. */
const FORM = 'format parquet, parquet_version v2, compression zstd';

/** What is in the footer of a file. */
export interface Footer {
  /** The version of this program. */
  readonly version: string;
  /** More of it, by names that need no quotes. */
  readonly notes: Readonly<Record<string, string>>;
}

/** The statement that writes rows to a Parquet file. Its result is the number of rows. */
export function copyTo(rows: string, path: string, { version, notes }: Footer): string {
  const pairs = Object.entries({ schema: String(SCHEMA), tool: `sysshark ${version}`, ...notes });
  const footer = pairs.map(([name, value]) => `${name}: ${quoted(value)}`).join(', ');
  return `copy (${rows}) to ${quoted(path)} (${FORM}, kv_metadata {${footer}})`;
}

/** The statement that writes the rows of a user's query to a file that exists. The query may end with a comment. */
export const copyOfQuery = (query: string, path: string): string =>
  `copy (${query}\n) to ${quoted(path)} (${FORM}, use_tmp_file false)`;
