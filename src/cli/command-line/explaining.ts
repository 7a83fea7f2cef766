import type { OptionRow } from './row.js';

/** Options that are valid after explain. */
export const EXPLAINING = [
  {
    key: 'lastError',
    names: ['last-error'],
    help: 'explain the failure that most likely ended a program',
    example: 'explain -r capture.scap --last-error proc.name=nginx',
  },
] as const satisfies readonly OptionRow[];
