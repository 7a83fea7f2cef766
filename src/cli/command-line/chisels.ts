import type { OptionRow } from './row.js';

/** The argument of -c that lists the chisels: -cl. */
export const LIST_NAME = 'l';

/** Analyses that are run by name. */
export const CHISEL_OPTIONS = [
  {
    key: 'chisel',
    letter: 'c',
    names: ['chisel'],
    value: 'NAME',
    isRepeatable: true,
    completes: 'chisel',
    help: 'run a chisel; its arguments follow; may be repeated',
    details:
      'A chisel prints tables, lines or a listing instead of events; docs/CHISELS.md in the package describes them all. NAME may also be the path of a module of yours, such as ./mine.js (docs/OWN-CHISELS.md). Words after its arguments are the filter.',
    example: '-r capture.scap proc.name=nginx -c topfiles_bytes',
  },
  {
    key: 'listChisels',
    names: ['list-chisels'],
    help: 'list the chisels; same as -cl',
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
