import type { OptionRow } from './row.js';

/** Options that are valid after export. */
export const EXPORTING = [
  {
    key: 'parquet',
    names: ['parquet'],
    value: 'DIR',
    completes: 'file',
    help: 'export, collect: the folder that gets the Parquet files',
  },
  {
    key: 'data',
    names: ['data'],
    help: 'export: also what calls read and wrote, which may hold secrets',
  },
] as const satisfies readonly OptionRow[];
