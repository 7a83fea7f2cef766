/* Calls on files without an event of their own. */
#include "expect.h"
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/xattr.h>

static char buffer[4096];

static void sizes(int fd)
{
	long res = CALL(SYS_fsync, fd);

	EXPECT("CALL_FSYNC_E fd=%d", fd);
	EXPECT("CALL_FSYNC_X res=%ld fd=%d", res, fd);
	res = CALL(SYS_fdatasync, 999);
	EXPECT("CALL_FDATASYNC_E fd=999");
	EXPECT("CALL_FDATASYNC_X res=%ld fd=999", res);
	res = CALL(SYS_ftruncate, fd, 0x100000000L);
	EXPECT("CALL_FTRUNCATE_X res=%ld fd=%d length=0x100000000", res, fd);
	res = CALL(SYS_truncate, "nosuch", -1L);
	EXPECT("CALL_TRUNCATE_E path=\"nosuch\" length=-1");
	EXPECT("CALL_TRUNCATE_X res=%ld path=\"nosuch\" length=-1", res);
	res = CALL(SYS_fallocate, fd, 1, 4096L, 8192L);
	EXPECT("CALL_FALLOCATE_X res=%ld fd=%d mode=1 offset=4096 len=8192", res, fd);
	res = CALL(SYS_fadvise64, fd, 0L, 100L, 3);
	EXPECT("CALL_FADVISE64_X res=%ld fd=%d offset=0 len=100 advice=3", res, fd);
	res = CALL(SYS_sync_file_range, fd, 1L, 2L, 2);
	EXPECT("CALL_SYNC_FILE_RANGE_X res=%ld fd=%d offset=1 nbytes=2 flags=2", res, fd);
	res = CALL(SYS_readahead, fd, 0L, 4096L);
	EXPECT("CALL_READAHEAD_X res=%ld fd=%d offset=0 count=4096", res, fd);
}

static void status(int fd)
{
	long res = CALL(SYS_statx, AT_FDCWD, "/nosuch", 0x100, 0x7ff, buffer);

	EXPECT("CALL_STATX_E dirfd=-100 path=\"/nosuch\" flags=0x100 mask=0x7ff statxbuf=%ld", (long)buffer);
	EXPECT("CALL_STATX_X res=%ld dirfd=-100 path=\"/nosuch\" flags=0x100 mask=0x7ff statxbuf=%ld", res,
	       (long)buffer);
	res = CALL(SYS_statx, fd, "", 0x1000, 1, buffer);
	EXPECT("CALL_STATX_X res=%ld dirfd=%d path=\"\" flags=0x1000 mask=1", res, fd);
	res = CALL(SYS_statx, fd, NULL, 0, 1, buffer);
	EXPECT("CALL_STATX_X res=%ld dirfd=%d path=-", res, fd);
	res = CALL(SYS_statfs, "/", buffer);
	EXPECT("CALL_STATFS_X res=%ld path=\"/\" buf=%ld", res, (long)buffer);
	res = CALL(SYS_fstatfs, fd, buffer);
	EXPECT("CALL_FSTATFS_X res=%ld fd=%d buf=%ld", res, fd, (long)buffer);
	res = CALL(SYS_faccessat, AT_FDCWD, "file", R_OK | W_OK);
	EXPECT("CALL_FACCESSAT_X res=%ld dirfd=-100 path=\"file\" mode=6", res);
	res = CALL(SYS_faccessat2, fd, "file", X_OK, 0x200);
	EXPECT("CALL_FACCESSAT2_X res=%ld dirfd=%d path=\"file\" mode=1 flags=0x200", res, fd);
	res = CALL(SYS_umask, 027);
	EXPECT("CALL_UMASK_E mask=027");
	EXPECT("CALL_UMASK_X res=%ld mask=027", res);
}

static void links(void)
{
	long res;

	unlink("link");
	symlink("the target", "link");
	res = CALL(SYS_readlinkat, AT_FDCWD, "link", buffer, 3);
	EXPECT("CALL_READLINKAT_X res=%ld dirfd=-100 path=\"link\" bufsiz=3 target=\"the\"", res);
	/* aarch64 has none without a directory */
#ifdef SYS_readlink
	res = CALL(SYS_readlink, "link", buffer, 4096);
	EXPECT("CALL_READLINK_E path=\"link\" bufsiz=4096");
	EXPECT("CALL_READLINK_X res=%ld path=\"link\" bufsiz=4096 target=\"the target\"", res);
	res = CALL(SYS_readlink, "file", buffer, 4096);
	EXPECT("CALL_READLINK_X res=%ld path=\"file\" bufsiz=4096 target=-", res);
#endif
}

static void times(void)
{
	const struct timespec both[2] = {{5, 7}, {0, UTIME_OMIT}};
	long res = CALL(SYS_utimensat, AT_FDCWD, "file", both, 0x100);

	EXPECT("CALL_UTIMENSAT_X res=%ld dirfd=-100 path=\"file\" atime=5000000007 mtime=- flags=0x100", res);
	res = CALL(SYS_utimensat, AT_FDCWD, "file", NULL, 0);
	EXPECT("CALL_UTIMENSAT_X res=%ld dirfd=-100 path=\"file\" atime=- mtime=- flags=0", res);
	/* aarch64 has no call with microseconds */
#ifdef SYS_utimes
	const struct timeval coarse[2] = {{5, 7}, {6, 8}};

	res = CALL(SYS_utimes, "file", coarse);
	EXPECT("CALL_UTIMES_X res=%ld path=\"file\" atime=5000007000 mtime=6000008000", res);
	res = CALL(SYS_futimesat, AT_FDCWD, "nosuch", coarse);
	EXPECT("CALL_FUTIMESAT_X res=%ld dirfd=-100 path=\"nosuch\" atime=5000007000 mtime=6000008000", res);
#endif
}

static void attributes(int fd)
{
	long res = CALL(SYS_setxattr, "file", "user.a", "value", 5L, 1);

	EXPECT("CALL_SETXATTR_X res=%ld path=\"file\" name=\"user.a\" size=5 flags=1", res);
	res = CALL(SYS_fgetxattr, fd, "user.b", buffer, 100L);
	EXPECT("CALL_FGETXATTR_X res=%ld fd=%d name=\"user.b\" value=%ld size=100", res, fd, (long)buffer);
	res = CALL(SYS_lgetxattr, "nosuch", "user.a", NULL, 0L);
	EXPECT("CALL_LGETXATTR_X res=%ld path=\"nosuch\" name=\"user.a\" value=0 size=0", res);
	res = CALL(SYS_listxattr, "file", buffer, 4096L);
	EXPECT("CALL_LISTXATTR_X res=%ld path=\"file\" list=%ld size=4096", res, (long)buffer);
	res = CALL(SYS_fremovexattr, fd, "user.c");
	EXPECT("CALL_FREMOVEXATTR_X res=%ld fd=%d name=\"user.c\"", res, fd);
}

static void watches(int fd)
{
	struct epoll_event event = {EPOLLIN | EPOLLET, {.u64 = 1}};
	long poll = CALL(SYS_epoll_create1, 0), watch = CALL(SYS_inotify_init1, 0), res;

	res = CALL(SYS_epoll_ctl, poll, EPOLL_CTL_ADD, watch, &event);
	EXPECT("CALL_EPOLL_CTL_E epfd=%ld op=1 fd=%ld events=0x80000001", poll, watch);
	EXPECT("CALL_EPOLL_CTL_X res=%ld epfd=%ld op=1 fd=%ld events=0x80000001", res, poll, watch);
	res = CALL(SYS_epoll_ctl, poll, EPOLL_CTL_DEL, fd, NULL);
	EXPECT("CALL_EPOLL_CTL_X res=%ld epfd=%ld op=2 fd=%d events=-", res, poll, fd);
	res = CALL(SYS_epoll_pwait, poll, buffer, 1, 0, NULL, 8L);
	EXPECT("CALL_EPOLL_PWAIT_X res=%ld epfd=%ld events=%ld maxevents=1 timeout=0 sigmask=- sigsetsize=8",
	       res, poll, (long)buffer);
	res = CALL(SYS_inotify_add_watch, watch, ".", IN_CREATE);
	EXPECT("CALL_INOTIFY_ADD_WATCH_X res=%ld fd=%ld path=\".\" mask=0x100", res, watch);
	res = CALL(SYS_inotify_rm_watch, watch, res);
	EXPECT("CALL_INOTIFY_RM_WATCH_X res=%ld fd=%ld wd=1", res, watch);
}

int main(int argc, char **argv)
{
	int fd;

	if (argc < 2 || chdir(argv[1]))
		return 1;
	fd = open("file", O_RDWR | O_CREAT, 0600);
	sizes(fd);
	status(fd);
	links();
	times();
	attributes(fd);
	watches(fd);
	return 0;
}
