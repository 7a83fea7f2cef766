import type { TableRow } from '../table-chisel.js';
import { CALLS, TIME } from './values.js';

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
    name: 'topscalls_time',
    category: 'Performance',
    summary: 'system calls by time spent in them',
    description: 'Adds up the time from enter to exit of system calls, by name.',
    filter: 'evt.dir=< and syscall.type exists',
    value: TIME,
    keys: [CALL],
  },
];
