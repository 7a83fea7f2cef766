import type { OptionRow } from './row.js';

/** Options of live captures. */
export const LIVE = [
  {
    key: 'snaplen',
    letter: 's',
    names: ['snaplen'],
    value: 'BYTES',
    help: 'bytes to keep of each I/O buffer (default 80, at most 65000)',
    example: '-s 4000 -w capture.scap fd.port=80',
  },
  {
    key: 'dynamicSnaplen',
    names: ['dynamic-snaplen'],
    help: 'keep more of HTTP, MySQL, PostgreSQL, MongoDB, statsd and DNS',
    details:
      'Keeps 2000 bytes of a buffer if its port or first bytes indicate HTTP, MySQL, PostgreSQL, MongoDB or statsd, and 512 bytes for DNS, unless -s keeps more.',
  },
  {
    key: 'fullPorts',
    names: ['full-ports'],
    value: 'RANGE',
    help: 'keep 16000 bytes of each buffer on these ports',
    details: 'Implies --dynamic-snaplen.',
    example: '--full-ports 8000-8099 -w capture.scap',
  },
  {
    key: 'buffer',
    names: ['buffer'],
    value: 'SIZE',
    help: 'size of the ring buffer of each CPU, 128k to 1g (default 8M)',
    details: 'Use a larger one if events are dropped because the ring is full.',
  },
  {
    key: 'relinquishPrivileges',
    letter: 'Z',
    names: ['relinquish-privileges'],
    value: 'USER',
    help: 'switch to USER once capturing has started; root to stay root',
    details:
      'Under sudo, the default is the user who called it. That user owns the files that are written. See docs/PRIVILEGES.md in the package.',
    example: '-Z nobody -w /tmp/capture.scap',
  },
  {
    key: 'largeEnvironment',
    names: ['large-environment'],
    help: 'keep whole process environments, not only the first 4 KiB',
    details: 'They are read from /proc when a program starts, if it has not exited by then.',
  },
  {
    key: 'pageFaults',
    names: ['page-faults'],
    help: 'also record page faults',
  },
] as const satisfies readonly OptionRow[];
