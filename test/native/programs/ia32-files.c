/* Files and descriptors by 32-bit calls. Argument: a folder, which it changes to. */
#include "ia32.h"
#include <poll.h>

static void opens(const char *folder)
{
	low path = text("file");
	struct stat st;
	long fd, res;

	res = CALL32(12, text(folder));
	EXPECT("CHDIR_E");
	EXPECT("CHDIR_X res=%ld path=\"%s\"", res, folder);
	fd = CALL32(5, path, O_RDWR | O_CREAT | 0100000, 0640);
	fstat(fd, &st);
	EXPECT("OPEN_E name=\"file\" flags=%u mode=0640", 3 | 4 | 2048);
	EXPECT("OPEN_X fd=%ld name=\"file\" mode=0640 dev=%u ino=%lu", fd, encoded_dev(st.st_dev), st.st_ino);
	res = CALL32(6, fd);
	EXPECT("CLOSE_E fd=%ld", fd);
	EXPECT("CLOSE_X res=%ld", res);
	fd = CALL32(295, AT_FDCWD, path, O_WRONLY);
	EXPECT("OPENAT_2_E dirfd=-100 name=\"file\" flags=2 mode=0");
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"file\" mode=0 ino=%lu", fd, st.st_ino);
	res = CALL32(295, AT_FDCWD, text("missing"), O_RDONLY);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"missing\" flags=1 mode=0 dev=0 ino=0", res);
	res = CALL32(8, 8, 0600);
	EXPECT("CREAT_E name=- mode=0600");
	EXPECT("CREAT_X fd=%ld name=- mode=0600", res);
	res = CALL32(6, -1);
	EXPECT("CLOSE_E fd=-1");
	EXPECT("CLOSE_X res=%ld", res);
}

static void transfers(long fd)
{
	low in = room(64), vector = WORDS(text("one"), 3, 0, 0, text("second"), 6);
	low spread = WORDS(in, 4, in + 8, 20), here = bytes((long long[]){-1}, 8);
	long res;

	res = CALL32(4, fd, text("hello world"), 11);
	EXPECT("WRITE_E fd=%ld size=11", fd);
	EXPECT("WRITE_X res=11 data=\"hello world\"");
	res = CALL32(4, 1234, text("lost"), 4);
	EXPECT("WRITE_E fd=1234 size=4");
	EXPECT("WRITE_X res=%ld data=\"lost\"", res);
	res = CALL32(19, fd, -5, SEEK_END);
	EXPECT("LSEEK_E fd=%ld offset=%lu whence=2", fd, -5l);
	EXPECT("LSEEK_X res=6");
	res = CALL32(3, fd, in, 64);
	EXPECT("READ_E fd=%ld size=64", fd);
	EXPECT("READ_X res=5 data=\"world\" fd=%ld size=64", fd);
	res = CALL32(140, fd, 1, 2, here, SEEK_SET);
	EXPECT("LSEEK_E fd=%ld offset=%lu whence=0", fd, (1ul << 32) + 2);
	EXPECT("LSEEK_X res=%lu", (1ul << 32) + 2);
	res = CALL32(140, fd, -1, -1, here, SEEK_SET);
	EXPECT("LSEEK_E fd=%ld offset=%lu whence=0", fd, -1ul);
	EXPECT("LSEEK_X res=%ld", res);
	res = CALL32(181, fd, text("far"), 3, 5, 0);
	EXPECT("PWRITE_E fd=%ld size=3 pos=5", fd);
	EXPECT("PWRITE_X res=%ld data=\"far\"", res);
	res = CALL32(180, fd, in, 4, 7, 3);
	EXPECT("PREAD_E fd=%ld size=4 pos=%lu", fd, (3ul << 32) + 7);
	EXPECT("PREAD_X res=%ld data=- fd=%ld size=4 pos=%lu", res, fd, (3ul << 32) + 7);
	CALL32(19, fd, 0, SEEK_SET);
	res = CALL32(146, fd, vector, 3);
	EXPECT("WRITEV_E fd=%ld size=9", fd);
	EXPECT("WRITEV_X res=9 data=\"onesecond\"");
	CALL32(19, fd, 0, SEEK_SET);
	res = CALL32(145, fd, spread, 2);
	EXPECT("READV_E fd=%ld", fd);
	EXPECT("READV_X res=11 size=11 data=\"onesecondld\"");
	res = CALL32(334, fd, vector, 1, 100, 1);
	EXPECT("PWRITEV_E fd=%ld size=3 pos=%lu", fd, (1ul << 32) + 100);
	EXPECT("PWRITEV_X res=%ld data=\"one\"", res);
	res = CALL32(333, fd, spread, 2, 2, 0);
	EXPECT("PREADV_E fd=%ld pos=2", fd);
	EXPECT("PREADV_X res=%ld size=%ld", res, res);
	res = CALL32(146, fd, 16, 3);
	EXPECT("WRITEV_E fd=%ld size=0", fd);
	EXPECT("WRITEV_X res=%ld data=-", res);
}

static void copies(long fd)
{
	low from = bytes((int[]){2, -1}, 8), far = bytes((long long[]){1ll << 33}, 8);
	low ends = room(8);
	int *pipes = at(ends);
	long other, res;

	res = CALL32(42, ends);
	EXPECT("PIPE_E");
	EXPECT("PIPE_X res=%ld fd1=%d fd2=%d", res, pipes[0], pipes[1]);
	res = CALL32(187, pipes[1], fd, from, 3);
	EXPECT("SENDFILE_E out_fd=%d in_fd=%ld offset=2 size=3", pipes[1], fd);
	EXPECT("SENDFILE_X res=3 offset=5");
	res = CALL32(239, pipes[1], fd, far, 3);
	EXPECT("SENDFILE_E out_fd=%d in_fd=%ld offset=%lu size=3", pipes[1], fd, 1ul << 33);
	EXPECT("SENDFILE_X res=%ld offset=%lu", res, 1ul << 33);
	res = CALL32(331, ends, O_CLOEXEC | O_NONBLOCK);
	EXPECT("PIPE2_E");
	EXPECT("PIPE2_X res=%ld fd1=%d fd2=%d flags=0x1040", res, pipes[0], pipes[1]);
	res = CALL32(41, fd);
	EXPECT("DUP_1_E fd=%ld", fd);
	EXPECT("DUP_1_X res=%ld oldfd=%ld", res, fd);
	other = CALL32(63, fd, 77);
	EXPECT("DUP2_E fd=%ld", fd);
	EXPECT("DUP2_X res=%ld oldfd=%ld newfd=77", other, fd);
	res = CALL32(221, fd, F_DUPFD_CLOEXEC, 100);
	EXPECT("FCNTL_E fd=%ld cmd=26", fd);
	EXPECT("FCNTL_X res=%ld fd=%ld cmd=26", res, fd);
	res = CALL32(55, 1234, F_GETFL);
	EXPECT("FCNTL_X res=%ld fd=1234 cmd=4", res);
	res = CALL32(221, fd, 13, 16);
	EXPECT("FCNTL_E fd=%ld cmd=18", fd);
	EXPECT("FCNTL_X res=%ld fd=%ld cmd=18", res, fd);
	res = CALL32(54, fd, 0x5401, 0xfffffff0);
	EXPECT("IOCTL_3_E fd=%ld request=0x5401 argument=0xfffffff0", fd);
	EXPECT("IOCTL_3_X res=%ld", res);
}

static void names(void)
{
	low file = text("file"), here = room(512), st = room(256);
	long res;

	res = CALL32(183, here, 512);
	EXPECT("GETCWD_E");
	EXPECT("GETCWD_X res=%ld path=\"%s\"", res, (char *)at(here));
	res = CALL32(39, text("sub"), 0750);
	EXPECT("MKDIR_2_E mode=0750");
	EXPECT("MKDIR_2_X res=0 path=\"sub\"");
	res = CALL32(40, text("sub"));
	EXPECT("RMDIR_2_X res=%ld path=\"sub\"", res);
	res = CALL32(38, file, text("renamed"));
	EXPECT("RENAME_E");
	EXPECT("RENAME_X res=0 oldpath=\"file\" newpath=\"renamed\"");
	res = CALL32(195, text("renamed"), st);
	EXPECT("STAT_X res=%ld path=\"renamed\"", res);
	res = CALL32(196, file, st);
	EXPECT("LSTAT_X res=%ld path=\"file\"", res);
	res = CALL32(197, -1, st);
	EXPECT("FSTAT_E fd=-1");
	EXPECT("FSTAT_X res=%ld", res);
	res = CALL32(300, AT_FDCWD, file, st, AT_SYMLINK_NOFOLLOW);
	EXPECT("NEWFSTATAT_X res=%ld dirfd=-100 path=\"file\" flags=0x100", res);
	res = CALL32(33, file, R_OK);
	EXPECT("ACCESS_E mode=4");
	EXPECT("ACCESS_X res=%ld name=\"file\"", res);
	res = CALL32(182, text("renamed"), 0xffff, 0x3ffff);
	EXPECT("CHOWN_X res=%ld path=\"renamed\" uid=4294967295 gid=4294967295", res);
	res = CALL32(182, text("missing"), 0x30007, 8);
	EXPECT("CHOWN_X res=%ld path=\"missing\" uid=7 gid=8", res);
	res = CALL32(212, text("missing"), 70000, -1);
	EXPECT("CHOWN_X res=%ld path=\"missing\" uid=70000 gid=4294967295", res);
	res = CALL32(193, text("missing"), 5, 1);
	EXPECT("CALL_TRUNCATE_E path=\"missing\" length=0x100000005");
	EXPECT("CALL_TRUNCATE_X res=%ld path=\"missing\" length=0x100000005", res);
	res = CALL32(92, text("missing"), -1);
	EXPECT("CALL_TRUNCATE_X res=%ld path=\"missing\" length=-1", res);
	res = CALL32(268, text("missing"), 84, 0);
	EXPECT("CALL_STATFS64_X res=%ld path=\"missing\" sz=84 buf=0", res);
	res = CALL32(272, 999, 5, 1, 6, 2, 3);
	EXPECT("CALL_FADVISE64_X res=%ld fd=999 offset=0x100000005 len=0x200000006 advice=3", res);
	res = CALL32(22, text("/nowhere"), -1);
	EXPECT("UMOUNT2_E flags=0");
	EXPECT("UMOUNT2_X res=%ld name=\"/nowhere\"", res);
}

static void memory(long fd)
{
	low where = WORDS(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long address, res;

	address = CALL32(192, 0, 8192, PROT_READ, MAP_PRIVATE, fd, 3);
	EXPECT("MMAP_E addr=0 length=8192 prot=1 flags=0x2 fd=%ld offset=12288", fd);
	EXPECT("MMAP_X res=%ld", address);
	res = CALL32(91, address, 8192);
	EXPECT("MUNMAP_E addr=%ld length=8192", address);
	EXPECT("MUNMAP_X res=%ld", res);
	address = CALL32(90, where);
	EXPECT("MMAP_E addr=0 length=4096 prot=1 flags=0xa fd=-1 offset=0");
	EXPECT("MMAP_X res=%ld", address);
	res = CALL32(125, address, 4096, PROT_NONE);
	EXPECT("MPROTECT_E addr=%ld length=4096 prot=0", address);
	EXPECT("MPROTECT_X res=%ld", res);
	res = CALL32(90, 16);
	EXPECT("GENERIC_E ID=55 nativeID=90");
	EXPECT("GENERIC_X ID=55");
}

static void waits(void)
{
	low moment = bytes((int[]){0, 2000000}, 8), wide = bytes((long long[]){0, 3000000}, 16);
	low polled = bytes((struct pollfd[]){{-1, POLLIN, 0}}, sizeof(struct pollfd));
	long res;

	res = CALL32(162, moment, 0);
	EXPECT("NANOSLEEP_E interval=2000000");
	EXPECT("NANOSLEEP_X res=%ld", res);
	res = CALL32(168, polled, 1, 0);
	EXPECT("POLL_E timeout=0");
	EXPECT("POLL_X res=%ld", res);
	res = CALL32(309, polled, 1, moment, 0, 8);
	EXPECT("PPOLL_E timeout=2000000");
	EXPECT("PPOLL_X res=%ld", res);
	res = CALL32(414, polled, 1, wide, 0, 8);
	EXPECT("PPOLL_E timeout=3000000");
	EXPECT("PPOLL_X res=%ld", res);
	res = CALL32(82, 16);
	EXPECT("SELECT_E");
	EXPECT("SELECT_X res=%ld", res);
	res = CALL32(240, moment, 129, 3);
	EXPECT("FUTEX_E addr=%u op=129 val=3", moment);
	EXPECT("FUTEX_X res=%ld", res);
}

int main(int argc, char **argv)
{
	long fd;

	(void)argc;
	opens(argv[1]);
	fd = open("file", O_RDWR);
	transfers(fd);
	copies(fd);
	names();
	memory(fd);
	waits();
	return 0;
}
