/** Flags of calls on files, with the kernel's numbers. */
import { flagTable } from '../flag-table.js';

export const AT_FLAGS = flagTable('at_flags', [
  ['AT_SYMLINK_NOFOLLOW', 0x100],
  ['AT_EACCESS', 0x200],
  ['AT_SYMLINK_FOLLOW', 0x400],
  ['AT_NO_AUTOMOUNT', 0x800],
  ['AT_EMPTY_PATH', 0x1000],
]);

/** AT_REMOVEDIR and AT_EACCESS are the same bit; these calls have none of them. */
export const STATX_FLAGS = flagTable('statx_flags', [
  ['AT_SYMLINK_NOFOLLOW', 0x100],
  ['AT_NO_AUTOMOUNT', 0x800],
  ['AT_EMPTY_PATH', 0x1000],
  ['AT_STATX_FORCE_SYNC', 0x2000],
  ['AT_STATX_DONT_SYNC', 0x4000],
]);

export const STATX_MASK = flagTable('statx_mask', [
  ['STATX_ALL', 0xfff],
  ['STATX_BASIC_STATS', 0x7ff],
  ['STATX_TYPE', 1],
  ['STATX_MODE', 2],
  ['STATX_NLINK', 4],
  ['STATX_UID', 8],
  ['STATX_GID', 0x10],
  ['STATX_ATIME', 0x20],
  ['STATX_MTIME', 0x40],
  ['STATX_CTIME', 0x80],
  ['STATX_INO', 0x100],
  ['STATX_SIZE', 0x200],
  ['STATX_BLOCKS', 0x400],
  ['STATX_BTIME', 0x800],
  ['STATX_MNT_ID', 0x1000],
  ['STATX_DIOALIGN', 0x2000],
  ['STATX_MNT_ID_UNIQUE', 0x4000],
  ['STATX_SUBVOL', 0x8000],
  ['STATX_WRITE_ATOMIC', 0x10000],
]);

export const FALLOCATE_MODES = flagTable('fallocate_modes', [
  ['FALLOC_FL_KEEP_SIZE', 1],
  ['FALLOC_FL_PUNCH_HOLE', 2],
  ['FALLOC_FL_NO_HIDE_STALE', 4],
  ['FALLOC_FL_COLLAPSE_RANGE', 8],
  ['FALLOC_FL_ZERO_RANGE', 0x10],
  ['FALLOC_FL_INSERT_RANGE', 0x20],
  ['FALLOC_FL_UNSHARE_RANGE', 0x40],
]);

export const FADVICE = flagTable('fadvice', [
  ['POSIX_FADV_NORMAL', 0],
  ['POSIX_FADV_RANDOM', 1],
  ['POSIX_FADV_SEQUENTIAL', 2],
  ['POSIX_FADV_WILLNEED', 3],
  ['POSIX_FADV_DONTNEED', 4],
  ['POSIX_FADV_NOREUSE', 5],
]);

export const SYNC_FILE_RANGE_FLAGS = flagTable('sync_file_range_flags', [
  ['SYNC_FILE_RANGE_WAIT_BEFORE', 1],
  ['SYNC_FILE_RANGE_WRITE', 2],
  ['SYNC_FILE_RANGE_WAIT_AFTER', 4],
]);

export const XATTR_FLAGS = flagTable('xattr_flags', [
  ['XATTR_CREATE', 1],
  ['XATTR_REPLACE', 2],
]);

export const RWF_FLAGS = flagTable('rwf_flags', [
  ['RWF_HIPRI', 1],
  ['RWF_DSYNC', 2],
  ['RWF_SYNC', 4],
  ['RWF_NOWAIT', 8],
  ['RWF_APPEND', 0x10],
  ['RWF_NOAPPEND', 0x20],
  ['RWF_ATOMIC', 0x40],
  ['RWF_DONTCACHE', 0x80],
]);

export const INOTIFY_MASK = flagTable('inotify_mask', [
  ['IN_ALL_EVENTS', 0xfff],
  ['IN_ACCESS', 1],
  ['IN_MODIFY', 2],
  ['IN_ATTRIB', 4],
  ['IN_CLOSE_WRITE', 8],
  ['IN_CLOSE_NOWRITE', 0x10],
  ['IN_OPEN', 0x20],
  ['IN_MOVED_FROM', 0x40],
  ['IN_MOVED_TO', 0x80],
  ['IN_CREATE', 0x100],
  ['IN_DELETE', 0x200],
  ['IN_DELETE_SELF', 0x400],
  ['IN_MOVE_SELF', 0x800],
  ['IN_ONLYDIR', 0x1000000],
  ['IN_DONT_FOLLOW', 0x2000000],
  ['IN_EXCL_UNLINK', 0x4000000],
  ['IN_MASK_CREATE', 0x10000000],
  ['IN_MASK_ADD', 0x20000000],
  ['IN_ISDIR', 0x40000000],
  ['IN_ONESHOT', 0x80000000],
]);

export const FANOTIFY_INIT_FLAGS = flagTable('fanotify_init_flags', [
  ['FAN_CLOEXEC', 1],
  ['FAN_NONBLOCK', 2],
  ['FAN_CLASS_CONTENT', 4],
  ['FAN_CLASS_PRE_CONTENT', 8],
  ['FAN_UNLIMITED_QUEUE', 0x10],
  ['FAN_UNLIMITED_MARKS', 0x20],
  ['FAN_ENABLE_AUDIT', 0x40],
  ['FAN_REPORT_PIDFD', 0x80],
  ['FAN_REPORT_TID', 0x100],
  ['FAN_REPORT_FID', 0x200],
  ['FAN_REPORT_DIR_FID', 0x400],
  ['FAN_REPORT_NAME', 0x800],
  ['FAN_REPORT_TARGET_FID', 0x1000],
]);

export const FANOTIFY_MARK_FLAGS = flagTable('fanotify_mark_flags', [
  ['FAN_MARK_ADD', 1],
  ['FAN_MARK_REMOVE', 2],
  ['FAN_MARK_DONT_FOLLOW', 4],
  ['FAN_MARK_ONLYDIR', 8],
  ['FAN_MARK_MOUNT', 0x10],
  ['FAN_MARK_IGNORED_MASK', 0x20],
  ['FAN_MARK_IGNORED_SURV_MODIFY', 0x40],
  ['FAN_MARK_FLUSH', 0x80],
  ['FAN_MARK_FILESYSTEM', 0x100],
  ['FAN_MARK_EVICTABLE', 0x200],
  ['FAN_MARK_IGNORE', 0x400],
]);

export const MQ_OPEN_FLAGS = flagTable('mq_open_flags', [
  ['O_RDONLY', 0],
  ['O_WRONLY', 1],
  ['O_RDWR', 2],
  ['O_CREAT', 0x40],
  ['O_EXCL', 0x80],
  ['O_NONBLOCK', 0x800],
  ['O_CLOEXEC', 0x80000],
]);

export const OPEN_TREE_FLAGS = flagTable('open_tree_flags', [
  ['OPEN_TREE_CLONE', 1],
  ['AT_SYMLINK_NOFOLLOW', 0x100],
  ['AT_NO_AUTOMOUNT', 0x800],
  ['AT_EMPTY_PATH', 0x1000],
  ['AT_RECURSIVE', 0x8000],
  ['OPEN_TREE_CLOEXEC', 0x80000],
]);

export const MOVE_MOUNT_FLAGS = flagTable('move_mount_flags', [
  ['MOVE_MOUNT_F_SYMLINKS', 1],
  ['MOVE_MOUNT_F_AUTOMOUNTS', 2],
  ['MOVE_MOUNT_F_EMPTY_PATH', 4],
  ['MOVE_MOUNT_T_SYMLINKS', 0x10],
  ['MOVE_MOUNT_T_AUTOMOUNTS', 0x20],
  ['MOVE_MOUNT_T_EMPTY_PATH', 0x40],
  ['MOVE_MOUNT_SET_GROUP', 0x100],
  ['MOVE_MOUNT_BENEATH', 0x200],
]);

export const FSOPEN_FLAGS = flagTable('fsopen_flags', [['FSOPEN_CLOEXEC', 1]]);

export const FSMOUNT_FLAGS = flagTable('fsmount_flags', [['FSMOUNT_CLOEXEC', 1]]);

export const MOUNT_ATTRIBUTES = flagTable('mount_attributes', [
  ['MOUNT_ATTR_RDONLY', 1],
  ['MOUNT_ATTR_NOSUID', 2],
  ['MOUNT_ATTR_NODEV', 4],
  ['MOUNT_ATTR_NOEXEC', 8],
  ['MOUNT_ATTR_NOATIME', 0x10],
  ['MOUNT_ATTR_STRICTATIME', 0x20],
  ['MOUNT_ATTR_NODIRATIME', 0x80],
  ['MOUNT_ATTR_IDMAP', 0x100000],
  ['MOUNT_ATTR_NOSYMFOLLOW', 0x200000],
]);

export const FSPICK_FLAGS = flagTable('fspick_flags', [
  ['FSPICK_CLOEXEC', 1],
  ['FSPICK_SYMLINK_NOFOLLOW', 2],
  ['FSPICK_NO_AUTOMOUNT', 4],
  ['FSPICK_EMPTY_PATH', 8],
]);

export const MOUNT_SETATTR_FLAGS = flagTable('mount_setattr_flags', [
  ['AT_SYMLINK_NOFOLLOW', 0x100],
  ['AT_NO_AUTOMOUNT', 0x800],
  ['AT_EMPTY_PATH', 0x1000],
  ['AT_RECURSIVE', 0x8000],
]);

export const EPOLL_OPERATIONS = flagTable('epoll_operations', [
  ['EPOLL_CTL_ADD', 1],
  ['EPOLL_CTL_DEL', 2],
  ['EPOLL_CTL_MOD', 3],
]);

export const EPOLL_EVENTS = flagTable('epoll_events', [
  ['EPOLLIN', 1],
  ['EPOLLPRI', 2],
  ['EPOLLOUT', 4],
  ['EPOLLERR', 8],
  ['EPOLLHUP', 0x10],
  ['EPOLLRDNORM', 0x40],
  ['EPOLLRDBAND', 0x80],
  ['EPOLLWRNORM', 0x100],
  ['EPOLLWRBAND', 0x200],
  ['EPOLLMSG', 0x400],
  ['EPOLLRDHUP', 0x2000],
  ['EPOLLEXCLUSIVE', 0x10000000],
  ['EPOLLWAKEUP', 0x20000000],
  ['EPOLLONESHOT', 0x40000000],
  ['EPOLLET', 0x80000000],
]);

export const SWAP_FLAGS = flagTable('swap_flags', [
  ['SWAP_FLAG_PREFER', 0x8000],
  ['SWAP_FLAG_DISCARD', 0x10000],
  ['SWAP_FLAG_DISCARD_ONCE', 0x20000],
  ['SWAP_FLAG_DISCARD_PAGES', 0x40000],
]);
