/** What a call gives if it succeeds. */
export type Outcome = 'fd' | 'bytes' | 'process' | 'number' | 'nothing';

/** A call in words: what it asks for, as a format that begins with a verb, and what it gives. */
export interface CallWords {
  /**
   * `{fd}` is the descriptor, `{path}` the path, `{program}` the command line of the new program, `{signal}` what is sent to whom,
   * `{argument NAME}` an argument, and fields are preceded by %.
   */
  readonly asks: string;
  readonly gives: Outcome;
}

const row = (asks: string, gives: Outcome = 'nothing'): CallWords => ({ asks, gives });
const OPENS = row('open {path} (%evt.arg.flags)', 'fd');
const READS = row('read from {fd}', 'bytes');
const WRITES = row('write to {fd}', 'bytes');
const LOOKS = row('look up {path}');
const COPIES = row('copy {fd} to another number', 'fd');
const ACCEPTS = row('accept a connection', 'fd');
const PIPES = row('make a pipe');
const CREATES = row('create a process', 'process');
const RUNS = row('run {program}');
const SIGNALS = row('{signal}');
const WAITS = row('wait for events', 'number');

/** System calls by name. Others are told by their name and arguments. */
export const CALL_WORDS: Readonly<Record<string, CallWords>> = {
  open: OPENS,
  openat: OPENS,
  openat2: OPENS,
  creat: row('create {path}', 'fd'),
  close: row('close {fd}'),
  read: READS,
  pread: row('read from {fd} at a position of its own', 'bytes'),
  readv: READS,
  preadv: READS,
  recv: READS,
  recvfrom: READS,
  recvmsg: READS,
  write: WRITES,
  pwrite: row('write to {fd} at a position of its own', 'bytes'),
  writev: WRITES,
  pwritev: WRITES,
  send: WRITES,
  sendto: WRITES,
  sendmsg: WRITES,
  sendfile: row('send a file to {fd}', 'bytes'),
  stat: LOOKS,
  lstat: LOOKS,
  newfstatat: LOOKS,
  statx: LOOKS,
  fstat: row('look up {fd}'),
  access: row('check access to {path}'),
  faccessat: row('check access to {path}'),
  faccessat2: row('check access to {path}'),
  readlink: row('read where the link {path} leads', 'bytes'),
  readlinkat: row('read where the link {path} leads', 'bytes'),
  getdents64: row('list the folder {fd}', 'bytes'),
  lseek: row('move the position of {fd}', 'number'),
  llseek: row('move the position of {fd}', 'number'),
  fsync: row('have {fd} written to the disk'),
  fdatasync: row('have {fd} written to the disk'),
  flock: row('change the lock of {fd} to {argument operation}'),
  ftruncate: row('cut {fd} to a length'),
  dup: COPIES,
  dup2: COPIES,
  dup3: COPIES,
  pipe: PIPES,
  pipe2: PIPES,
  mkdir: row('make the folder {path}'),
  mkdirat: row('make the folder {path}'),
  rmdir: row('remove the folder {path}'),
  unlink: row('delete {path}'),
  unlinkat: row('delete {path}'),
  rename: row('rename {path}'),
  renameat: row('rename {path}'),
  renameat2: row('rename {path}'),
  link: row('link to {path}'),
  linkat: row('link to {path}'),
  symlink: row('make a symbolic link {path}'),
  symlinkat: row('make a symbolic link {path}'),
  chmod: row('change the permissions of {path}'),
  fchmodat: row('change the permissions of {path}'),
  chown: row('change the owner of {path}'),
  fchownat: row('change the owner of {path}'),
  chdir: row('change to the folder {path}'),
  socket: row('make a socket (%evt.arg.domain)', 'fd'),
  bind: row('bind {fd} to %evt.arg.addr'),
  listen: row('listen at {fd}'),
  connect: row('connect {fd}'),
  accept: ACCEPTS,
  accept4: ACCEPTS,
  shutdown: row('shut down {fd}'),
  execve: RUNS,
  execveat: RUNS,
  clone: CREATES,
  clone3: CREATES,
  fork: CREATES,
  vfork: CREATES,
  wait4: row('wait for a child', 'process'),
  kill: SIGNALS,
  tkill: SIGNALS,
  tgkill: SIGNALS,
  poll: WAITS,
  ppoll: WAITS,
  select: WAITS,
  epoll_wait: WAITS,
  mmap: row('map memory'),
  munmap: row('unmap memory'),
  mprotect: row('change the protection of memory'),
  brk: row('change the size of its heap'),
  futex: row('use a lock', 'number'),
  nanosleep: row('sleep for {argument interval}'),
  ioctl: row('control {fd}'),
  fcntl: row('control {fd} (%evt.arg.cmd)'),
  setuid: row('change its user to {argument uid}'),
  setgid: row('change its group to {argument gid}'),
};
