import type { OptionRow } from './row.js';

/** Where events come from and go to. */
export const READING = [
  {
    key: 'read',
    letter: 'r',
    names: ['read', 'readfile'],
    value: 'FILE',
    isRepeatable: true,
    completes: 'file',
    help: 'read a capture, - for standard input; several are merged by time',
    example: '-r capture.scap fd.name contains access.log',
  },
  {
    key: 'write',
    letter: 'w',
    names: ['write', 'writefile'],
    value: 'FILE',
    completes: 'file',
    help: 'write the events to a capture, - for standard output; prints none',
    example: '-w capture.scap proc.name=nginx',
  },
  {
    key: 'compress',
    letter: 'z',
    names: ['compress'],
    help: 'compress what -w writes (gzip)',
  },
  {
    key: 'filterProclist',
    names: ['filter-proclist'],
    help: 'leave processes that the filter refuses out of the process list, too',
    details:
      'A capture begins with the list of all processes and of what they have open. With this option those whose events the filter is sure to refuse, by what it asks of processes, are left out of what -w writes.',
    example: '-w nginx.scap --filter-proclist proc.name=nginx',
  },
  {
    key: 'excludeUsers',
    letter: 'E',
    names: ['exclude-users'],
    help: 'know no users and groups, and write none: only their numbers',
  },
  {
    key: 'noFat',
    names: ['no-fat'],
    help: 'write no hidden events, which keep names true in a filtered capture',
    details:
      'A filtered capture has, beside the events that passed, those that say what descriptors and processes are called. Who reads it does not see them. They make it larger, and hold what the filter was to leave out.',
  },
] as const satisfies readonly OptionRow[];
