import type { TableRow } from '../table-chisel.js';
import { CALLS, TIME } from './values.js';

const CALL = { heading: 'Call', field: 'syscall.type' } as const;

/** The system calls that are made most. */
export const TOP_CALLS: readonly TableRow[] = [
  {
    name: 'topscalls',
    category: 'Performance',
    summary: 'system calls by number',
    description: 'Counts system calls that ended, by their names.',
    filter: 'evt.dir=< and syscall.type exists',
    value: CALLS,
    keys: [CALL],
  },
  {
    name: 'topscalls_time',
    category: 'Performance',
    summary: 'system calls by time spent in them',
    description: 'Adds up the time between beginning and end of system calls, by their names.',
    filter: 'evt.dir=< and syscall.type exists',
    value: TIME,
    keys: [CALL],
  },
];
