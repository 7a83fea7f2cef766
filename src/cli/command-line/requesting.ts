import type { OptionRow } from './row.js';

/** Options that are valid after requests. */
export const REQUESTING = [
  {
    key: 'timeline',
    names: ['timeline'],
    help: 'show each request step by step; also with --json',
    example: 'requests -r capture.scap --timeline -n 3',
  },
  {
    key: 'request',
    names: ['request'],
    value: 'NUMBER',
    isRepeatable: true,
    help: 'show only the request with this number, step by step; may be repeated',
  },
] as const satisfies readonly OptionRow[];
