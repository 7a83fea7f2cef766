import type { FilterButton } from './protocol.js';

const SHELLS = '(bash, zsh, tcsh, ksh, fish, sh, dash)';
const SYSTEM_FOLDERS = [
  '/bin/',
  '/sbin/',
  '/boot/',
  '/etc/',
  '/lib/',
  '/lib64/',
  '/usr/bin/',
  '/usr/sbin/',
  '/usr/lib/',
];
const startsWith = (folder: string): string => `fd.name startswith ${folder}`;

/** Filters to begin with, as Stratoshark's buttons have them, in menus. */
export const BUTTONS: readonly FilterButton[] = [
  { path: ['Commands', 'Typed in a shell'], filter: `evt.type=execve and evt.dir=< and proc.pname in ${SHELLS}` },
  { path: ['Commands', 'All'], filter: 'evt.type in (execve, execveat)' },
  { path: ['Files', 'All activity'], filter: 'evt.category=file' },
  { path: ['Files', 'Opens'], filter: 'evt.type in (open, openat, openat2)' },
  { path: ['Files', 'Reads and writes'], filter: 'evt.category=file and evt.is_io=true' },
  { path: ['Files', 'Writes'], filter: 'evt.category=file and evt.is_io_write=true' },
  { path: ['Files', 'Opened to write'], filter: 'evt.is_open_write=true' },
  { path: ['Files', 'Deletions'], filter: 'evt.type in (unlink, unlinkat, rmdir)' },
  { path: ['Files', 'Symbolic links'], filter: 'evt.type in (symlink, symlinkat)' },
  { path: ['Network', 'All activity'], filter: 'evt.category=net' },
  { path: ['Network', 'Reads and writes'], filter: 'evt.category=net and evt.is_io=true' },
  { path: ['Network', 'Outbound connections'], filter: 'evt.type=connect' },
  { path: ['Network', 'Inbound connections'], filter: 'evt.type in (accept, accept4)' },
  { path: ['Network', 'Ports opened'], filter: 'evt.type=bind' },
  { path: ['More', 'Reads and writes'], filter: 'evt.is_io=true' },
  { path: ['More', 'Writes'], filter: 'evt.is_io_write=true' },
  { path: ['More', 'New processes and threads'], filter: 'evt.type in (clone, clone3, fork, vfork)' },
  { path: ['More', 'Failed calls'], filter: 'evt.failed=true and not evt.res in (EAGAIN, EALREADY, EINPROGRESS)' },
  { path: ['More', 'Slow calls'], filter: 'evt.latency>10000000' },
  {
    path: ['More', 'Writes to logs'],
    filter: 'evt.is_io_write=true and (fd.name contains /var/log or fd.name contains .log or fd.name contains _log)',
  },
  {
    path: ['More', 'Writes to system files'],
    filter: `evt.is_io_write=true and (${SYSTEM_FOLDERS.map(startsWith).join(' or ')})`,
  },
  { path: ['More', 'Kernel modules'], filter: 'evt.type in (init_module, finit_module)' },
];
