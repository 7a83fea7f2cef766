import type { TableRow } from '../table-chisel.js';
import { BYTES, DESCRIPTORS, EVENTS, TIME } from './values.js';

/** Events and descriptors, grouped by any field. */
export const BY_KEY: readonly TableRow[] = [
  {
    name: 'count_by',
    category: 'Misc',
    summary: 'events, by a field',
    description:
      'Counts events of any kind, also those of logs, by the given field. A system call has two, when it starts and when it returns: the filter "evt.dir=<" counts it once.',
    filter: null,
    value: EVENTS,
    takesAnyEvent: true,
  },
  {
    name: 'fdbytes_by',
    category: 'I/O',
    summary: 'bytes read and written, by a field',
    description: 'Adds up what is read from and written to descriptors of any type, by the given field.',
    filter: 'evt.is_io=true',
    value: BYTES,
  },
  {
    name: 'fdcount_by',
    category: 'I/O',
    summary: 'descriptors in use, by a field',
    description:
      'Counts the descriptors that system calls used, by the given field: each one once from open to close, however often it is used.',
    filter: 'fd.num >= 0',
    value: DESCRIPTORS,
  },
  {
    name: 'fdtime_by',
    category: 'I/O',
    summary: 'time spent in reads and writes, by a field',
    description: 'Adds up how long reads and writes of descriptors of any type took, by the given field.',
    filter: 'evt.is_io=true',
    value: TIME,
  },
];
