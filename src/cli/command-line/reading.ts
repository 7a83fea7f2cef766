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
    details: 'Only the owner can read the file (mode 0600). Files and symbolic links of other users are refused.',
    example: '-w capture.scap proc.name=nginx',
  },
  {
    key: 'stateMemory',
    names: ['state-memory'],
    value: 'SIZE',
    help: 'memory for processes, descriptors and their names: 512m if not given',
    details:
      'What has no room is left out: events are shown all the same, some without names. A warning says so, and the exit status is 2.',
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
    help: 'another file when that of -w has so many millions of bytes',
    details: 'The number of the file stands behind its name. Each is a complete capture.',
    example: '-w calls.scap -C 100 -W 24',
  },
  {
    key: 'seconds',
    letter: 'G',
    names: ['seconds'],
    value: 'SECONDS',
    help: 'another file after so many seconds; %Y %m %d %H %M %S in its name',
    details: 'The name takes the conversions of strftime(3).',
    example: "-w 'calls-%H%M.scap' -G 3600",
  },
  {
    key: 'events',
    letter: 'e',
    names: ['events', 'event-limit'],
    value: 'NUMBER',
    help: 'another file after so many events',
  },
  {
    key: 'limit',
    letter: 'W',
    names: ['limit'],
    value: 'NUMBER',
    help: 'keep so many files, and overwrite the oldest',
    details: 'Only captures are removed; other files whose names fit stay.',
  },
  {
    key: 'ring',
    names: ['ring'],
    value: 'SIZE',
    help: 'keep the last events in memory, and write them to -w on demand',
    details: 'A flight recorder: nothing is written until an event matches --dump-on or SIGUSR1 comes.',
    example: "--ring 64M --dump-on 'proc.name=nginx and evt.failed=true' -w incident.scap",
  },
  {
    key: 'dumpOn',
    names: ['dump-on'],
    value: 'FILTER',
    help: 'which is when an event matches; SIGUSR1 always does',
  },
  {
    key: 'after',
    names: ['after'],
    value: 'SECONDS',
    help: 'and go on writing for so many seconds: 1 if not given',
  },
  {
    key: 'filterProclist',
    names: ['filter-proclist'],
    help: 'leave processes that the filter rejects out of the process list, too',
    details:
      'A capture begins with the list of all processes and of what they have open. With this option those whose events the filter is sure to reject, by what it asks of processes, are left out of what -w writes.',
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
