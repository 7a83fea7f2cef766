import type { OptionRow } from './row.js';

/** Where events are read from and written to. */
export const READING = [
  {
    key: 'read',
    letter: 'r',
    names: ['read', 'readfile'],
    value: 'FILE',
    isRepeatable: true,
    completes: 'file',
    help: 'read a capture (- for standard input); several are merged by time',
    example: '-r capture.scap fd.name contains access.log',
  },
  {
    key: 'write',
    letter: 'w',
    names: ['write', 'writefile'],
    value: 'FILE',
    completes: 'file',
    help: 'write events to a capture (- for standard output); print none',
    details:
      'Only the owner can read the file (mode 0600). Files and symbolic links of other users are refused. If standard error is a terminal, a line there says when the capture begins, and one at its end how many events were written and lost; -q leaves them out.',
    example: '-w capture.scap proc.name=nginx',
  },
  {
    key: 'stateMemory',
    names: ['state-memory'],
    value: 'SIZE',
    help: 'memory for processes, descriptors and their names (default 512m)',
    details:
      'When it is used up, events are still shown, some without names. A warning says so, and the exit status is 2.',
    example: '--state-memory 2g -r capture.scap',
  },
  {
    key: 'compress',
    letter: 'z',
    names: ['compress'],
    help: 'compress what -w writes (gzip)',
  },
  {
    key: 'fileSize',
    letter: 'C',
    names: ['file-size'],
    value: 'MB',
    help: 'start a new file every MB megabytes',
    details: 'A number is appended to the file name. Each file is a complete capture.',
    example: '-w calls.scap -C 100 -W 24',
  },
  {
    key: 'seconds',
    letter: 'G',
    names: ['seconds'],
    value: 'SECONDS',
    help: 'start a new file every SECONDS; %Y %m %d %H %M %S in its name',
    details: 'The name may contain conversions of strftime(3).',
    example: "-w 'calls-%H%M.scap' -G 3600",
  },
  {
    key: 'events',
    letter: 'e',
    names: ['events', 'event-limit'],
    value: 'NUMBER',
    help: 'start a new file every NUMBER events',
  },
  {
    key: 'limit',
    letter: 'W',
    names: ['limit'],
    value: 'NUMBER',
    help: 'keep NUMBER files and overwrite the oldest',
    details:
      'Only captures are removed; other files whose names match are kept. With ui, it takes a SIZE instead: so much of a compressed capture or a pipe is copied, to be read again, and a live capture ends when it has so much (default 2G).',
  },
  {
    key: 'ring',
    names: ['ring'],
    value: 'SIZE',
    help: 'keep the latest events in memory and write them to -w on demand',
    details: 'A flight recorder: nothing is written until an event matches --dump-on or SIGUSR1 arrives.',
    example: "--ring 64M --dump-on 'proc.name=nginx and evt.failed=true' -w incident.scap",
  },
  {
    key: 'dumpOn',
    names: ['dump-on'],
    value: 'FILTER',
    completes: 'filter',
    help: 'dump when an event matches FILTER (SIGUSR1 dumps too)',
  },
  {
    key: 'after',
    names: ['after'],
    value: 'SECONDS',
    help: 'keep writing for SECONDS after a dump (default 1)',
  },
  {
    key: 'filterProclist',
    names: ['filter-proclist'],
    help: 'leave rejected processes out of the process list of -w',
    details:
      'A capture begins with a list of all processes and their open files. With this option, processes whose events the filter cannot accept are left out of it.',
    example: '-w nginx.scap --filter-proclist proc.name=nginx',
  },
  {
    key: 'excludeUsers',
    letter: 'E',
    names: ['exclude-users'],
    help: 'do not read user and group names, only their numbers',
  },
  {
    key: 'noFat',
    names: ['no-fat'],
    help: 'write no hidden events that only name things; starts of calls stay',
    details:
      'A filtered capture also contains the rejected events that name descriptors and processes. They are not shown when it is read, but make it larger, and contain data that the filter rejects. Without them, some names are missing. The start of each call whose end is in the capture stays: other programs need it.',
  },
] as const satisfies readonly OptionRow[];
