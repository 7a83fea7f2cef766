import type { OptionRow } from './row.js';

/** What -c is given, as in -cl, to list the chisels. */
export const LIST_NAME = 'l';

/** Analyses that are asked for by name. */
export const CHISEL_OPTIONS = [
  {
    key: 'chisel',
    letter: 'c',
    names: ['chisel'],
    value: 'NAME',
    isRepeatable: true,
    completes: 'chisel',
    help: 'run a chisel, with its arguments behind it; may be repeated',
    details:
      'A chisel prints tables, lines or a listing instead of events: docs/CHISELS.md of the package. Words behind its arguments are the filter.',
    example: '-r capture.scap proc.name=nginx -c topfiles_bytes',
  },
  {
    key: 'listChisels',
    names: ['list-chisels'],
    help: 'list the chisels; -cl does, too',
  },
  {
    key: 'chiselInfo',
    letter: 'i',
    names: ['chisel-info'],
    value: 'NAME',
    completes: 'chisel',
    help: 'describe a chisel',
  },
] as const satisfies readonly OptionRow[];
