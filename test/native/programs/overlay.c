/* Files of an overlay: in the lower layer, copied up, and created. Argument: a folder that can be an upper
 * layer. */
#include "expect.h"
#include <sched.h>
#include <sys/mount.h>

static void expect_open(const char *name, int flags, const char *scap)
{
	long fd = CALL(SYS_openat, AT_FDCWD, name, flags, 0600);
	struct stat st;

	fstat(fd, &st);
	EXPECT("OPENAT_2_X fd=%ld dirfd=-100 name=\"%s\" flags=%s dev=%u ino=%lu", fd, name, scap,
	       encoded_dev(st.st_dev), st.st_ino);
	close(fd);
}

int main(int argc, char **argv)
{
	char options[512];
	struct stat st;
	long fd;

	(void)argc;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", argv[1], "tmpfs", 0, NULL) || chdir(argv[1]) || mkdir("lower", 0700) ||
	    mkdir("upper", 0700) || mkdir("work", 0700) || mkdir("all", 0700))
		return 1;
	close(open("lower/below", O_WRONLY | O_CREAT, 0600));
	snprintf(options, sizeof(options), "lowerdir=lower,upperdir=upper,workdir=work");
	if (mount("overlay", "all", "overlay", 0, options))
		return 1;
	expect_open("all/below", O_RDONLY, "0x10001");
	expect_open("all/below", O_WRONLY, "0x8002");
	expect_open("all/made", O_RDWR | O_CREAT, "0xc007");
#ifdef SYS_creat
	fd = CALL(SYS_creat, "all/made", 0600);
	fstat(fd, &st);
	EXPECT("CREAT_X fd=%ld name=\"all/made\" mode=0600 dev=%u ino=%lu creat_flags=1", fd,
	       encoded_dev(st.st_dev), st.st_ino);
#endif
	return 0;
}
