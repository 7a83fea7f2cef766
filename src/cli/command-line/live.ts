import type { OptionRow } from './row.js';

/** What a live capture is made with. */
export const LIVE = [
  {
    key: 'snaplen',
    letter: 's',
    names: ['snaplen'],
    value: 'BYTES',
    help: 'bytes kept of each I/O buffer: 80 if not given, 65000 at most',
    example: '-s 4000 -w capture.scap fd.port=80',
  },
  {
    key: 'dynamicSnaplen',
    names: ['dynamic-snaplen'],
    help: 'more of HTTP, MySQL, PostgreSQL, MongoDB, statsd and DNS',
    details:
      'Keeps 2000 bytes of a buffer whose port or first bytes tell of HTTP, MySQL, PostgreSQL, MongoDB or statsd, and 512 of DNS, where -s does not keep more.',
  },
  {
    key: 'fullPorts',
    names: ['full-ports'],
    value: 'RANGE',
    help: 'and 16000 bytes of what goes over these ports',
    details: 'Implies --dynamic-snaplen.',
    example: '--full-ports 8000-8099 -w capture.scap',
  },
  {
    key: 'buffer',
    names: ['buffer'],
    value: 'SIZE',
    help: 'ring buffer of each CPU, 128k to 1g: 8M if not given',
    details: 'A larger one helps where events are dropped because the ring is full.',
  },
  {
    key: 'relinquishPrivileges',
    letter: 'Z',
    names: ['relinquish-privileges'],
    value: 'USER',
    help: 'go on as this user once the capture has begun; root to stay root',
    details:
      'Under sudo that is its caller if nothing is said. The files that are written belong to that user; see docs/PRIVILEGES.md of the package.',
    example: '-Z nobody -w /tmp/capture.scap',
  },
  {
    key: 'largeEnvironment',
    names: ['large-environment'],
    help: 'environments of programs whole, not their first 4 KiB',
    details: 'They are read from /proc when a program begins, if it is still there.',
  },
  {
    key: 'pageFaults',
    names: ['page-faults'],
    help: 'record page faults too',
  },
] as const satisfies readonly OptionRow[];
