import type { OptionRow } from './row.js';

/** Options that are valid after sql. */
export const QUERYING = [
  {
    key: 'format',
    names: ['format'],
    value: 'FORM',
    choices: ['table', 'csv', 'json', 'parquet'],
    help: 'sql: how rows are printed (default: table)',
    details:
      'csv has a heading and quotes as in RFC 4180; json is a JSON object a line; parquet goes to a file: > FILE.',
  },
] as const satisfies readonly OptionRow[];
