/** What went wrong, by the code of the system (errno(3)). What Node.js says for some of them is of no use, or is said of calls and not of files. */
const REASONS: Readonly<Record<string, string>> = {
  E2BIG: 'the arguments and the environment are too long',
  EACCES: 'permission denied',
  EBADF: 'it is not open for this',
  EBUSY: 'it is in use',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed by the other side',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'something of that name exists',
  EFBIG: 'the file is as large as it may be',
  EINVAL: 'it cannot be used for this',
  EIO: 'input/output error',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links follow one another',
  EMFILE: 'too many open files (raise the limit: ulimit -n)',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'too many open files on this machine',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOMEM: 'out of memory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'a part of the path is not a directory',
  ENXIO: 'it is a socket, or a device that does not exist',
  EPERM: 'operation not permitted',
  EPIPE: 'nobody reads it any more',
  EROFS: 'the file system is read-only',
  ESTALE: 'it is gone from the server',
  ETIMEDOUT: 'no answer in time',
  ETXTBSY: 'it is a program that is running',
};

/** Why a system call failed, in words. For what is no error of the system: its message. */
export function reasonOf(error: unknown): string {
  const { code, syscall, message = String(error) } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || syscall === undefined) return message;
  return REASONS[code] ?? `system error ${code}`;
}
