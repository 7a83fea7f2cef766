import { flagTable } from '../flag-table.js';

export const FILE_FLAGS = flagTable('file_flags', [
  ['O_LARGEFILE', 2048],
  ['O_DIRECTORY', 1024],
  ['O_DIRECT', 512],
  ['O_TRUNC', 256],
  ['O_SYNC', 128],
  ['O_NONBLOCK', 64],
  ['O_EXCL', 32],
  ['O_DSYNC', 16],
  ['O_APPEND', 8],
  ['O_CREAT', 4],
  ['O_RDWR', 3],
  ['O_WRONLY', 2],
  ['O_RDONLY', 1],
  ['O_CLOEXEC', 0x1000],
  ['O_NONE', 0],
  ['O_TMPFILE', 0x2000],
  ['O_F_CREATED', 0x4000],
  ['FD_UPPER_LAYER', 0x8000],
  ['FD_LOWER_LAYER', 0x10000],
]);

export const CREAT_FLAGS = flagTable('creat_flags', [
  ['FD_UPPER_LAYER_CREAT', 1],
  ['FD_LOWER_LAYER_CREAT', 2],
]);

export const FLOCK_FLAGS = flagTable('flock_flags', [
  ['LOCK_SH', 1],
  ['LOCK_EX', 2],
  ['LOCK_NB', 4],
  ['LOCK_UN', 8],
  ['LOCK_NONE', 0],
]);

export const ACCESS_FLAGS = flagTable('access_flags', [
  ['F_OK', 0],
  ['R_OK', 4],
  ['W_OK', 2],
  ['X_OK', 1],
]);

export const UNLINKAT_FLAGS = flagTable('unlinkat_flags', [['AT_REMOVEDIR', 512]]);

export const LINKAT_FLAGS = flagTable('linkat_flags', [
  ['AT_SYMLINK_FOLLOW', 1024],
  ['AT_EMPTY_PATH', 0x1000],
]);

export const NEWFSTATAT_FLAGS = flagTable('newfstatat_flags', [
  ['AT_EMPTY_PATH', 0x1000],
  ['AT_NO_AUTOMOUNT', 2048],
  ['AT_SYMLINK_NOFOLLOW', 256],
]);

export const CHMOD_MODE = flagTable('chmod_mode', [
  ['S_IXOTH', 1],
  ['S_IWOTH', 2],
  ['S_IROTH', 4],
  ['S_IXGRP', 8],
  ['S_IWGRP', 16],
  ['S_IRGRP', 32],
  ['S_IXUSR', 64],
  ['S_IWUSR', 128],
  ['S_IRUSR', 256],
  ['S_ISVTX', 512],
  ['S_ISGID', 1024],
  ['S_ISUID', 2048],
]);

export const MKNOD_MODE = flagTable('mknod_mode', [
  ['S_IXOTH', 1],
  ['S_IWOTH', 2],
  ['S_IROTH', 4],
  ['S_IXGRP', 8],
  ['S_IWGRP', 16],
  ['S_IRGRP', 32],
  ['S_IXUSR', 64],
  ['S_IWUSR', 128],
  ['S_IRUSR', 256],
  ['S_ISVTX', 512],
  ['S_ISGID', 1024],
  ['S_ISUID', 2048],
  ['S_IFREG', 0x8000],
  ['S_IFCHR', 0x2000],
  ['S_IFBLK', 0x6000],
  ['S_IFIFO', 0x1000],
  ['S_IFSOCK', 0xc000],
]);

export const FCHOWNAT_FLAGS = flagTable('fchownat_flags', [
  ['AT_SYMLINK_NOFOLLOW', 1024],
  ['AT_EMPTY_PATH', 0x1000],
]);

export const RENAMEAT2_FLAGS = flagTable('renameat2_flags', [
  ['RENAME_NOREPLACE', 1],
  ['RENAME_EXCHANGE', 2],
  ['RENAME_WHITEOUT', 4],
]);

export const OPENAT2_FLAGS = flagTable('openat2_flags', [
  ['RESOLVE_BENEATH', 1],
  ['RESOLVE_IN_ROOT', 2],
  ['RESOLVE_NO_MAGICLINKS', 4],
  ['RESOLVE_NO_SYMLINKS', 8],
  ['RESOLVE_NO_XDEV', 16],
  ['RESOLVE_CACHED', 32],
]);

export const LSEEK_WHENCE = flagTable('lseek_whence', [
  ['SEEK_END', 2],
  ['SEEK_CUR', 1],
  ['SEEK_SET', 0],
]);

export const FCNTL_COMMANDS = flagTable('fcntl_commands', [
  ['F_GETPIPE_SZ', 29],
  ['F_SETPIPE_SZ', 28],
  ['F_NOTIFY', 27],
  ['F_DUPFD_CLOEXEC', 26],
  ['F_CANCELLK', 25],
  ['F_GETLEASE', 24],
  ['F_SETLEASE', 23],
  ['F_GETOWN_EX', 22],
  ['F_SETOWN_EX', 21],
  ['F_SETLKW64', 19],
  ['F_SETLK64', 18],
  ['F_GETLK64', 17],
  ['F_GETSIG', 15],
  ['F_SETSIG', 13],
  ['F_GETOWN', 12],
  ['F_SETOWN', 10],
  ['F_SETLKW', 9],
  ['F_SETLK', 8],
  ['F_GETLK', 6],
  ['F_SETFL', 5],
  ['F_GETFL', 4],
  ['F_SETFD', 3],
  ['F_GETFD', 2],
  ['F_DUPFD', 1],
  ['F_OFD_GETLK', 30],
  ['F_OFD_SETLK', 31],
  ['F_OFD_SETLKW', 32],
  ['UNKNOWN', 0],
]);

/** Commands of fcntl that copy a descriptor. */
export const COPYING_COMMANDS: readonly number[] = FCNTL_COMMANDS.entries.filter(([name]) => name === 'F_DUPFD' || name === 'F_DUPFD_CLOEXEC').map(([, command]) => command);

export const SPLICE_FLAGS = flagTable('splice_flags', [
  ['SPLICE_F_MOVE', 1],
  ['SPLICE_F_NONBLOCK', 2],
  ['SPLICE_F_MORE', 4],
  ['SPLICE_F_GIFT', 8],
]);

export const MOUNT_FLAGS = flagTable('mount_flags', [
  ['RDONLY', 1],
  ['NOSUID', 2],
  ['NODEV', 4],
  ['NOEXEC', 8],
  ['SYNCHRONOUS', 16],
  ['REMOUNT', 32],
  ['MANDLOCK', 64],
  ['DIRSYNC', 128],
  ['NOATIME', 1024],
  ['NODIRATIME', 2048],
  ['BIND', 0x1000],
  ['MOVE', 0x2000],
  ['REC', 0x4000],
  ['SILENT', 0x8000],
  ['POSIXACL', 0x10000],
  ['UNBINDABLE', 0x20000],
  ['PRIVATE', 0x40000],
  ['SLAVE', 0x80000],
  ['SHARED', 0x100000],
  ['RELATIME', 0x200000],
  ['KERNMOUNT', 0x400000],
  ['I_VERSION', 0x800000],
  ['STRICTATIME', 0x1000000],
  ['LAZYTIME', 0x2000000],
  ['NOSEC', 0x10000000],
  ['BORN', 0x20000000],
  ['ACTIVE', 0x40000000],
  ['NOUSER', 0x80000000],
]);

export const UMOUNT_FLAGS = flagTable('umount_flags', [
  ['FORCE', 1],
  ['DETACH', 2],
  ['EXPIRE', 4],
  ['NOFOLLOW', 8],
]);

export const FSCONFIG_CMDS = flagTable('fsconfig_cmds', [
  ['FSCONFIG_SET_FLAG', 0],
  ['FSCONFIG_SET_STRING', 1],
  ['FSCONFIG_SET_BINARY', 2],
  ['FSCONFIG_SET_PATH', 3],
  ['FSCONFIG_SET_PATH_EMPTY', 4],
  ['FSCONFIG_SET_FD', 5],
  ['FSCONFIG_CMD_CREATE', 6],
  ['FSCONFIG_CMD_RECONFIGURE', 7],
]);

export const POLL_FLAGS = flagTable('poll_flags', [
  ['POLLIN', 1],
  ['POLLPRI', 2],
  ['POLLOUT', 4],
  ['POLLRDHUP', 8],
  ['POLLERR', 16],
  ['POLLHUP', 32],
  ['POLLNVAL', 64],
  ['POLLRDNORM', 128],
  ['POLLRDBAND', 256],
  ['POLLWRNORM', 512],
  ['POLLWRBAND', 1024],
]);

export const EPOLL_CREATE1_FLAGS = flagTable('epoll_create1_flags', [['EPOLL_CLOEXEC', 1]]);

export const MEMFD_CREATE_FLAGS = flagTable('memfd_create_flags', [
  ['MFD_CLOEXEC', 1],
  ['MFD_ALLOW_SEALING', 2],
  ['MFD_HUGETLB', 4],
]);

export const CLOSE_RANGE_FLAGS = flagTable('close_range_flags', [
  ['CLOSE_RANGE_UNSHARE', 2],
  ['CLOSE_RANGE_CLOEXEC', 4],
]);

export const ANON_INODE_FD_TYPES = flagTable('anon_inode_fd_types', [
  ['ANON_INODE_FD_TYPE_UNKNOWN', 0],
  ['ANON_INODE_FD_TYPE_EVENTFD', 1],
  ['ANON_INODE_FD_TYPE_EVENTPOLL', 2],
  ['ANON_INODE_FD_TYPE_INOTIFY', 3],
  ['ANON_INODE_FD_TYPE_SIGNALFD', 4],
  ['ANON_INODE_FD_TYPE_TIMERFD', 5],
  ['ANON_INODE_FD_TYPE_IO_URING', 6],
  ['ANON_INODE_FD_TYPE_USERFAULTFD', 7],
  ['ANON_INODE_FD_TYPE_PIDFD', 8],
  ['ANON_INODE_FD_TYPE_BPF_MAP', 9],
  ['ANON_INODE_FD_TYPE_BPF_PROG', 10],
  ['ANON_INODE_FD_TYPE_BPF_LINK', 11],
  ['ANON_INODE_FD_TYPE_BPF_ITER', 12],
  ['ANON_INODE_FD_TYPE_PERF_EVENT', 13],
]);
