import type { EventColumn } from '../../output/rows/form.js';
import type { SlowRow } from '../slow-chisel.js';
import type { SlowestRow } from '../slowest-chisel.js';
import { FILE_IO, NET_IO } from './values.js';

const WHEN: EventColumn = { heading: 'Time', field: 'evt.time', width: 18 };
const PROCESS: EventColumn = { heading: 'Process', field: 'proc.name', width: 15 };
const TID: EventColumn = { heading: 'TID', field: 'thread.tid', width: 7 };
const CALL: EventColumn = { heading: 'Call', field: 'evt.type', width: 15 };
const LATENCY: EventColumn = { heading: 'Latency', field: 'evt.latency', width: 8, isDuration: true };
const DESCRIPTOR: EventColumn = { heading: 'FD', field: 'fd.name' };
const AWAITED: EventColumn = { heading: 'Waits for', field: 'evt.waits_for', width: 10 };
const SLOW_IO = [WHEN, PROCESS, TID, CALL, LATENCY, DESCRIPTOR];

/** Slow system calls, as they return. */
export const SLOW: readonly SlowRow[] = [
  {
    name: 'scallslower',
    category: 'Performance',
    summary: 'system calls that took longer than MIN_MS',
    description:
      'Prints a line for each when it returns. Calls that wait on purpose, such as poll, futex or wait4, say for what; the filter "not evt.waits_for exists" leaves them out.',
    filter: 'syscall.type exists',
    hasLimit: true,
    columns: [WHEN, PROCESS, TID, CALL, LATENCY, AWAITED, DESCRIPTOR],
  },
  {
    name: 'fileslower',
    category: 'Performance',
    summary: 'reads and writes of files that took longer than MIN_MS',
    description: 'Prints a line for each when it returns.',
    filter: FILE_IO,
    hasLimit: true,
    columns: SLOW_IO,
  },
  {
    name: 'netlower',
    category: 'Performance',
    summary: 'network I/O that took longer than MIN_MS',
    description: 'Prints a line for each read or write of an IPv4 or IPv6 socket when it returns.',
    filter: NET_IO,
    hasLimit: true,
    columns: SLOW_IO,
  },
  {
    name: 'proc_exec_time',
    category: 'Performance',
    summary: 'how long processes ran, when they end',
    description:
      'Prints a line for each process that ends. The duration is known for processes that were started during the capture.',
    filter: 'evt.type=procexit and thread.ismain=true',
    hasLimit: false,
    columns: [
      WHEN,
      { heading: 'Duration', field: 'proc.duration', width: 8, isDuration: true },
      { heading: 'PID', field: 'proc.pid', width: 7 },
      { heading: 'Command', field: 'proc.cmdline' },
    ],
  },
];

/** The slowest system calls. */
export const SLOWEST: readonly SlowestRow[] = [
  {
    name: 'bottlenecks',
    category: 'Performance',
    summary: 'the slowest system calls',
    description:
      'Shows the ten system calls that took longest, except those that wait on purpose (evt.waits_for), such as nanosleep, poll, futex, accept and wait4. For those as well, use scallslower.',
    filter: 'syscall.type exists and not evt.waits_for exists',
    columns: [LATENCY, WHEN, PROCESS, TID, CALL, { heading: 'Arguments', field: 'evt.args' }],
  },
];
