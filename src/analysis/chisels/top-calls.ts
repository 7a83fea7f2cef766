import type { TableRow } from '../table-chisel.js';
import { CALLS, ERRORS, TIME } from './values.js';

const CALL = { heading: 'Call', field: 'syscall.type' } as const;

/** The most frequent system calls. */
export const TOP_CALLS: readonly TableRow[] = [
  {
    name: 'topscalls',
    category: 'Performance',
    summary: 'system calls by count',
    description: 'Counts system calls that returned, by name.',
    filter: 'evt.dir=< and syscall.type exists',
    value: CALLS,
    keys: [CALL],
  },
  {
    name: 'errors',
    category: 'Errors',
    summary: 'failed calls by error, call and path',
    description:
      'Counts system calls that failed, by error, call, and the path of the call or the name of its descriptor.',
    filter: 'evt.failed=true',
    value: ERRORS,
    keys: [
      { heading: 'Error', field: 'evt.res' },
      CALL,
      { heading: 'Path or descriptor', field: 'fs.path.name', orElse: 'fd.name', mayLack: true },
    ],
  },
  {
    name: 'topscalls_time',
    category: 'Performance',
    summary: 'system calls by time spent in them',
    description: 'Adds up the time from enter to exit of system calls, by name.',
    filter: 'evt.dir=< and syscall.type exists',
    value: TIME,
    keys: [CALL],
  },
];
