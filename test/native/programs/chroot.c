/* The working directory of an exec in a changed root: the root, and a directory below it. */
#include "expect.h"

static void expect_cwd(const char *cwd)
{
	long res = CALL(SYS_execve, "/nowhere", (char *[]){"", NULL}, (char *[]){NULL});

	EXPECT("EXECVE_19_X res=%ld cwd=\"%s\"", res, cwd);
}

int main(int argc, char **argv)
{
	if (argc < 2 || chdir(argv[1]) || mkdir("jail", 0700) || mkdir("jail/below", 0700) ||
	    chroot("jail") || chdir("/"))
		return 1;
	expect_cwd("/");
	if (chdir("below"))
		return 1;
	expect_cwd("/below");
	return 0;
}
