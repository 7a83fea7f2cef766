import type { ColourRule } from './protocol.js';

/**
 * What rows look like, as in Stratoshark; the first that accepts an event counts. Other than there, calls of a process that does not
 * block are no failures (EINPROGRESS), and all calls that accept connections or create processes count.
 */
export const COLOURS: readonly ColourRule[] = [
  {
    name: 'Failed call',
    filter: 'evt.failed=true and not evt.res in (EAGAIN, EALREADY, EINPROGRESS)',
  },
  { name: 'Notification', filter: 'evt.type=notification' },
  { name: 'Command execution', filter: 'evt.type in (execve, execveat)' },
  { name: 'Process creation', filter: 'evt.type in (clone, clone3, fork, vfork)' },
  { name: 'Socket call', filter: 'evt.type in (connect, accept, accept4, socket, bind, listen)' },
  { name: 'Network write', filter: 'evt.category=net and evt.is_io_write=true' },
  { name: 'Network read', filter: 'evt.category=net and evt.is_io=true' },
  { name: 'File open', filter: 'evt.type in (open, openat, openat2)' },
  { name: 'File write', filter: 'evt.category=file and evt.is_io_write=true' },
  { name: 'File read', filter: 'evt.category=file and evt.is_io=true' },
  { name: 'Close', filter: 'evt.type=close' },
];
