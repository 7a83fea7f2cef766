/* open, openat, openat2 and creat: success and failure. Argument: a folder to create files in. */
#include "expect.h"
#include <linux/openat2.h>

static struct stat facts(int fd)
{
	struct stat st = {};

	fstat(fd, &st);
	return st;
}

int main(int argc, char **argv)
{
	static char long_path[5000];
	char path[512];
	struct open_how how = {.flags = O_RDONLY, .resolve = RESOLVE_NO_MAGICLINKS};
	struct stat st;
	long fd, res;

	(void)argc;
	snprintf(path, sizeof(path), "%s/made", argv[1]);
#ifdef SYS_open
	fd = result(syscall(SYS_open, path, O_RDWR | O_CREAT | O_EXCL, 0640));
	st = facts(fd);
	EXPECT("OPEN_E name=\"%s\" flags=0x27 mode=0640", path);
	EXPECT("OPEN_X fd=%ld name=\"%s\" flags=0x4027 mode=0640 dev=%u ino=%lu", fd, path,
	       encoded_dev(st.st_dev), st.st_ino);
	res = result(syscall(SYS_open, path, O_RDWR | O_CREAT | O_EXCL, 0640));
	EXPECT("OPEN_X fd=%ld name=\"%s\" flags=0x27 mode=0640 dev=0 ino=0", res, path);
	fd = result(syscall(SYS_creat, path, 0600));
	EXPECT("CREAT_E name=\"%s\" mode=0600", path);
	EXPECT("CREAT_X fd=%ld name=\"%s\" mode=0600 dev=%u ino=%lu creat_flags=0", fd, path,
	       encoded_dev(st.st_dev), st.st_ino);
	res = result(syscall(SYS_creat, "/nowhere/at/all", 0600));
	EXPECT("CREAT_X fd=%ld name=\"/nowhere/at/all\" mode=0600 dev=0 ino=0 creat_flags=0", res);
#else
	close(open(path, O_RDWR | O_CREAT | O_EXCL, 0640));
#endif
	fd = result(syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CLOEXEC | O_CREAT, 0600));
	st = facts(fd);
	EXPECT("OPENAT_2_E dirfd=-100 name=\"%s\" flags=0x100e mode=0600", path);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x100e mode=0600 dev=%u ino=%lu", fd, path,
	       encoded_dev(st.st_dev), st.st_ino);
	res = result(syscall(SYS_openat, 77, "relative", O_RDONLY, 0777));
	EXPECT("OPENAT_2_X fd=%ld dirfd=77 name=\"relative\" flags=0x1 mode=0 dev=0 ino=0", res);
	res = result(syscall(SYS_openat, AT_FDCWD, NULL, O_RDONLY));
	EXPECT("OPENAT_2_E dirfd=-100 name=- flags=0x1 mode=0");
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=- flags=0x1 mode=0 dev=0 ino=0", res);
	fd = result(syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how)));
	EXPECT("OPENAT2_E dirfd=-100 name=\"%s\" flags=0x1 mode=0 resolve=0x4", path);
	EXPECT("OPENAT2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x1 mode=0 resolve=0x4 dev=%u ino=%lu", fd,
	       path, encoded_dev(st.st_dev), st.st_ino);
	fd = CALL(SYS_openat, AT_FDCWD, argv[1], O_RDWR | O_TMPFILE, 0611);
	st = facts(fd);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x2403 mode=0611 dev=%u ino=%lu", fd, argv[1],
	       encoded_dev(st.st_dev), st.st_ino);
	fd = CALL(SYS_openat, AT_FDCWD, argv[1], O_RDONLY | O_DIRECTORY | O_NONBLOCK, 0777);
	st = facts(fd);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x2441 mode=0777 dev=%u ino=%lu", fd, argv[1],
	       encoded_dev(st.st_dev), st.st_ino);
	fd = CALL(SYS_openat, AT_FDCWD, path, O_WRONLY | O_TRUNC | O_DSYNC, 0777);
	st = facts(fd);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x192 mode=0 dev=%u ino=%lu", fd, path,
	       encoded_dev(st.st_dev), st.st_ino);
	close(0);
	res = CALL(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x1 mode=0 dev=0 ino=0", res, path);
	memset(long_path, 'p', sizeof(long_path) - 1);
	res = CALL(SYS_openat, AT_FDCWD, long_path, O_RDONLY, 0);
	long_path[4095] = 0;
	EXPECT("OPENAT_2_E dirfd=-100 name=\"%s\" flags=0x1 mode=0", long_path);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x1 mode=0 dev=0 ino=0", res, long_path);
	how.mode = 0604;
	how.flags = O_RDWR | O_CREAT;
	how.resolve = RESOLVE_BENEATH;
	res = CALL(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
	EXPECT("OPENAT2_E dirfd=-100 name=\"%s\" flags=0x7 mode=0604 resolve=0x1", path);
	EXPECT("OPENAT2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x7 mode=0604 resolve=0x1 dev=0 ino=0", res,
	       path);
	res = CALL(SYS_openat2, AT_FDCWD, path, NULL, sizeof(how));
	EXPECT("OPENAT2_E dirfd=-100 name=\"%s\" flags=0x1 mode=0 resolve=0", path);
	EXPECT("OPENAT2_X fd=%ld dirfd=-100 name=\"%s\" flags=0x1 mode=0 resolve=0 dev=0 ino=0", res, path);
	res = result(syscall(SYS_close, fd));
	EXPECT("CLOSE_E fd=%ld", fd);
	EXPECT("CLOSE_X res=0");
	res = result(syscall(SYS_close, 1234));
	EXPECT("CLOSE_E fd=1234");
	EXPECT("CLOSE_X res=%ld", res);
	return 0;
}
