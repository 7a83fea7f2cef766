/** Reasons by system error code (errno(3)). Some of Node.js's own messages are unclear, or describe calls rather than files. */
const REASONS: Readonly<Record<string, string>> = {
  E2BIG: 'the arguments and the environment are too long',
  EACCES: 'permission denied',
  EBADF: 'it is not open for this',
  EBUSY: 'it is in use',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed by the other side',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'it already exists',
  EFBIG: 'the file has reached its size limit',
  EINVAL: 'it cannot be used for this',
  EIO: 'input/output error',
  EISDIR: 'it is a directory',
  ELOOP: 'too many levels of symbolic links',
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
  EPIPE: 'its reader has exited',
  EROFS: 'the file system is read-only',
  ESTALE: 'it no longer exists on the server',
  ETIMEDOUT: 'timed out',
  ETXTBSY: 'it is a running program',
};

/** Why a system call failed, in words; for other errors, their message. */
export function reasonOf(error: unknown): string {
  const { code, syscall, message = String(error) } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || syscall === undefined) return message;
  return REASONS[code] ?? `system error ${code}`;
}
