/* Data through descriptors: at offsets, from vectors, between descriptors and processes. Argument: a
 * folder. */
#include "expect.h"
#include <sys/file.h>
#include <sys/uio.h>

#define NOWHERE ((void *)16)

static void at_places(long fd)
{
	char data[8] = {};
	long res;

	res = CALL(SYS_pwrite64, fd, "abcdef", 6L, 3L);
	EXPECT("PWRITE_E fd=%ld size=6 pos=3", fd);
	EXPECT("PWRITE_X res=6 data=\"abcdef\"");
	res = CALL(SYS_pread64, fd, data, 4L, 4L);
	EXPECT("PREAD_E fd=%ld size=4 pos=4", fd);
	EXPECT("PREAD_X res=4 data=\"bcde\" fd=%ld size=4 pos=4", fd);
	res = CALL(SYS_pwrite64, 1234, "lost", 4L, 1L << 40);
	EXPECT("PWRITE_E fd=1234 size=4 pos=%ld", 1L << 40);
	EXPECT("PWRITE_X res=%ld data=\"lost\"", res);
	res = CALL(SYS_pread64, -1, data, 4L, -1L);
	EXPECT("PREAD_E fd=-1 size=4 pos=%lu", -1L);
	EXPECT("PREAD_X res=%ld data=- fd=-1 size=4 pos=%lu", res, -1L);
	res = CALL(SYS_lseek, fd, -2L, SEEK_END);
	EXPECT("LSEEK_E fd=%ld offset=%lu whence=2", fd, -2L);
	EXPECT("LSEEK_X res=7");
	res = CALL(SYS_lseek, 1234, 0L, SEEK_CUR);
	EXPECT("LSEEK_E fd=1234 offset=0 whence=1");
	EXPECT("LSEEK_X res=%ld", res);
}

static void from_vectors(long fd)
{
	char first[4] = {}, second[200] = {}, kept[81] = {};
	struct iovec out[3] = {{"one", 3}, {NULL, 0}, {"second", 6}};
	struct iovec in[2] = {{first, 4}, {second, 5}};
	struct iovec large[2] = {{second, 50}, {second, 60}};
	struct iovec many[40];
	long res;

	memset(second, 'y', sizeof(second));
	memset(kept, 'y', 80);
	res = CALL(SYS_pwritev, fd, out, 3L, 0L, 0L);
	EXPECT("PWRITEV_E fd=%ld size=9 pos=0", fd);
	EXPECT("PWRITEV_X res=9 data=\"onesecond\"");
	res = CALL(SYS_preadv, fd, in, 2L, 0L, 0L);
	EXPECT("PREADV_E fd=%ld pos=0", fd);
	EXPECT("PREADV_X res=9 size=9 data=\"onesecond\"");
	memset(second, 'y', sizeof(second));
	CALL(SYS_lseek, fd, 0L, SEEK_SET);
	res = CALL(SYS_writev, fd, large, 2L);
	EXPECT("WRITEV_E fd=%ld size=110", fd);
	EXPECT("WRITEV_X res=110 data=\"%s\"", kept);
	CALL(SYS_lseek, fd, 107L, SEEK_SET);
	res = CALL(SYS_readv, fd, in, 2L);
	EXPECT("READV_E fd=%ld", fd);
	EXPECT("READV_X res=3 size=3 data=\"yyy\"");
	for (int i = 0; i < 40; i++)
		many[i] = (struct iovec){"mn", 2};
	res = CALL(SYS_writev, fd, many, 40L);
	EXPECT("WRITEV_E fd=%ld size=64", fd);
	EXPECT("WRITEV_X res=80 data=\"mnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmnmn\"");
	res = CALL(SYS_writev, 1234, out, 3L);
	EXPECT("WRITEV_E fd=1234 size=9");
	EXPECT("WRITEV_X res=%ld data=\"onesecond\"", res);
	res = CALL(SYS_writev, fd, NOWHERE, 2L);
	EXPECT("WRITEV_E fd=%ld size=0", fd);
	EXPECT("WRITEV_X res=%ld data=-", res);
	res = CALL(SYS_readv, 1234, in, 2L);
	EXPECT("READV_E fd=1234");
	EXPECT("READV_X res=%ld size=0 data=-", res);
	res = CALL(SYS_preadv, 1234, in, 2L, 5L, 0L);
	EXPECT("PREADV_E fd=1234 pos=5");
	EXPECT("PREADV_X res=%ld size=0 data=-", res);
	res = CALL(SYS_pwritev, 1234, out, 1L, 5L, 0L);
	EXPECT("PWRITEV_E fd=1234 size=3 pos=5");
	EXPECT("PWRITEV_X res=%ld data=\"one\"", res);
}

static void between_descriptors(long fd, long other)
{
	loff_t from = 2;
	int ends[2];
	long res;

	res = CALL(SYS_sendfile, other, fd, &from, 10L);
	EXPECT("SENDFILE_E out_fd=%ld in_fd=%ld offset=2 size=10", other, fd);
	EXPECT("SENDFILE_X res=10 offset=12");
	res = CALL(SYS_sendfile, 1234, fd, NULL, 10L);
	EXPECT("SENDFILE_E out_fd=1234 in_fd=%ld offset=0 size=10", fd);
	EXPECT("SENDFILE_X res=%ld offset=0", res);
	if (pipe(ends))
		exit(1);
	CALL(SYS_lseek, fd, 0L, SEEK_SET);
	res = CALL(SYS_splice, fd, NULL, ends[1], NULL, 5L, SPLICE_F_MOVE | SPLICE_F_MORE);
	EXPECT("SPLICE_E fd_in=%ld fd_out=%d size=5 flags=0x5", fd, ends[1]);
	EXPECT("SPLICE_X res=5");
	res = CALL(SYS_splice, 1234, NULL, ends[1], NULL, 5L, SPLICE_F_NONBLOCK);
	EXPECT("SPLICE_E fd_in=1234 fd_out=%d size=5 flags=0x2", ends[1]);
	EXPECT("SPLICE_X res=%ld", res);
	res = CALL(SYS_copy_file_range, fd, &from, other, NULL, 3L, 0L);
	EXPECT("COPY_FILE_RANGE_E fdin=%ld offin=%lu len=3", fd, (unsigned long)&from);
	EXPECT("COPY_FILE_RANGE_X res=%ld fdout=%ld offout=0", res, other);
	res = CALL(SYS_copy_file_range, 1234, NULL, 1235, NULL, 3L, 0L);
	EXPECT("COPY_FILE_RANGE_E fdin=1234 offin=0 len=3");
	EXPECT("COPY_FILE_RANGE_X res=%ld fdout=1235 offout=0", res);
}

static void between_processes(void)
{
	char there[] = "remote", here[7] = {};
	struct iovec local = {here, 6}, remote = {there, 6};
	long pid = getpid(), res;

	res = CALL(SYS_process_vm_readv, pid, &local, 1L, &remote, 1L, 0L);
	EXPECT("PROCESS_VM_READV_E");
	EXPECT("PROCESS_VM_READV_X res=6 pid=%ld data=\"remote\"", pid);
	res = CALL(SYS_process_vm_writev, pid, &local, 1L, &remote, 1L, 0L);
	EXPECT("PROCESS_VM_WRITEV_E");
	EXPECT("PROCESS_VM_WRITEV_X res=6 pid=%ld data=\"remote\"", pid);
	res = CALL(SYS_process_vm_readv, -1, &local, 1L, &remote, 1L, 0L);
	EXPECT("PROCESS_VM_READV_X res=%ld pid=-1 data=-", res);
	res = CALL(SYS_process_vm_writev, -1, &local, 1L, &remote, 1L, 0L);
	EXPECT("PROCESS_VM_WRITEV_X res=%ld pid=-1 data=-", res);
}

static void controls(long fd, const char *folder)
{
	char entries[4096];
	long res, dir;

	res = CALL(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 100L);
	EXPECT("FCNTL_E fd=%ld cmd=26", fd);
	EXPECT("FCNTL_X res=%ld fd=%ld cmd=26", res, fd);
	res = CALL(SYS_fcntl, 1234, F_GETFL, 0L);
	EXPECT("FCNTL_E fd=1234 cmd=4");
	EXPECT("FCNTL_X res=%ld fd=1234 cmd=4", res);
	res = CALL(SYS_fcntl, fd, 9999, 0L);
	EXPECT("FCNTL_E fd=%ld cmd=0", fd);
	EXPECT("FCNTL_X res=%ld fd=%ld cmd=0", res, fd);
	res = CALL(SYS_ioctl, fd, 0x5401L, 0x123456789abcL);
	EXPECT("IOCTL_3_E fd=%ld request=0x5401 argument=0x123456789abc", fd);
	EXPECT("IOCTL_3_X res=%ld", res);
	res = CALL(SYS_flock, fd, LOCK_EX | LOCK_NB);
	EXPECT("FLOCK_E fd=%ld operation=0x6", fd);
	EXPECT("FLOCK_X res=0");
	res = CALL(SYS_flock, 1234, LOCK_UN);
	EXPECT("FLOCK_E fd=1234 operation=0x8");
	EXPECT("FLOCK_X res=%ld", res);
	dir = open(folder, O_RDONLY | O_DIRECTORY);
	res = CALL(SYS_getdents64, dir, entries, (long)sizeof(entries));
	EXPECT("GETDENTS64_E fd=%ld", dir);
	EXPECT("GETDENTS64_X res=%ld", res);
	res = CALL(SYS_getdents64, 1234, entries, (long)sizeof(entries));
	EXPECT("GETDENTS64_E fd=1234");
	EXPECT("GETDENTS64_X res=%ld", res);
#ifdef SYS_getdents
	res = CALL(SYS_getdents, dir, entries, (long)sizeof(entries));
	EXPECT("GETDENTS_E fd=%ld", dir);
	EXPECT("GETDENTS_X res=%ld", res);
#endif
}

int main(int argc, char **argv)
{
	char path[512];
	long fd, other;

	(void)argc;
	snprintf(path, sizeof(path), "%s/bytes", argv[1]);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	snprintf(path, sizeof(path), "%s/other", argv[1]);
	other = open(path, O_RDWR | O_CREAT, 0600);
	at_places(fd);
	from_vectors(fd);
	between_descriptors(fd, other);
	between_processes();
	controls(fd, argv[1]);
	return 0;
}
