import type { TableRow } from '../table-chisel.js';
import { BYTES, CPU, ERRORS, FAULTS, FILE_IO, NET_IO, PROCESS } from './values.js';

/** The processes that use most. */
export const TOP_PROCESSES: readonly TableRow[] = [
  {
    name: 'topprocs_cpu',
    category: 'CPU Usage',
    summary: 'processes by CPU time',
    description:
      'Adds up how long the threads of a process had a CPU, from the switches of the scheduler, and shows it in percent of one CPU. A thread is not seen until it is switched from.',
    filter: 'evt.type=switch',
    value: CPU,
    keys: PROCESS,
  },
  {
    name: 'topthreads_cpu',
    category: 'CPU Usage',
    summary: 'threads by CPU time',
    description: 'As topprocs_cpu, but for each thread.',
    filter: 'evt.type=switch',
    value: CPU,
    keys: [
      { heading: 'Process', field: 'proc.name' },
      { heading: 'PID', field: 'proc.pid' },
      { heading: 'TID', field: 'thread.tid' },
    ],
  },
  {
    name: 'topcpus',
    category: 'CPU Usage',
    summary: 'CPUs by the time that threads had them',
    description:
      'Adds up how long threads had each CPU, from the switches of the scheduler, and shows it in percent. A thread is not seen until it is switched from.',
    filter: 'evt.type=switch',
    value: CPU,
    keys: [{ heading: 'Number', field: 'evt.cpu' }],
  },
  {
    name: 'topprocs_faults',
    category: 'Performance',
    summary: 'processes by page faults',
    description: 'Counts the page faults of processes; a live capture records them with --page-faults only.',
    filter: 'evt.type=page_fault',
    value: FAULTS,
    keys: PROCESS,
  },
  {
    name: 'topprocs_net',
    category: 'Net',
    summary: 'processes by bytes over the network',
    description: 'Adds up what processes read from and write to IPv4 and IPv6 sockets.',
    filter: NET_IO,
    value: BYTES,
    keys: PROCESS,
  },
  {
    name: 'topprocs_file',
    category: 'I/O',
    summary: 'processes by bytes from and to files',
    description: 'Adds up what processes read from and write to files.',
    filter: FILE_IO,
    value: BYTES,
    keys: PROCESS,
  },
  {
    name: 'topprocs_errors',
    category: 'Errors',
    summary: 'processes by calls that failed',
    description: 'Counts the system calls that returned an error.',
    filter: 'evt.failed=true',
    value: ERRORS,
    keys: PROCESS,
  },
];
