/* fork, vfork, clone and clone3: the parent's event, the child's event, and failure. The argument is any
 * text. */
#include "expect.h"
#include <linux/sched.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const char *exe, *text;

/* Parameters that the events of parent and child share; `who` is the event's thread. */
static void expect_clone(const char *code, long res, int who, int parent, unsigned int flags)
{
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	EXPECT("@%d %s res=%ld exe=\"%s\" args=\"%s\\u0000\" tid=%d pid=%d ptid=%d cwd=- fdlimit=%lu "
	       "comm=\"clone\" flags=%u uid=%d "
	       "gid=%d vtid=%d vpid=%d",
	       who, code, res, exe, text, who, who, parent, files.rlim_cur, flags, geteuid(), getegid(), who,
	       who);
	fflush(stdout);
}

static void expect_both(const char *code, int child, unsigned int flags)
{
	expect_clone(code, 0, child, getpid(), flags);
	expect_clone(code, child, getpid(), getppid(), flags);
	waitpid(child, NULL, 0);
}

static void expect_failure(const char *code, long res)
{
	EXPECT("%s res=%ld exe=- args=- tid=%d pid=%d ptid=%d cwd=- comm=\"clone\"", code, res, getpid(),
	       getpid(), getppid());
}

int main(int argc, char **argv)
{
	struct clone_args how = {.flags = CLONE_FILES | CLONE_FS, .exit_signal = 17};
	int child, parent_tid;

	(void)argc;
	exe = argv[0];
	text = argv[1];
	child = syscall(SYS_clone, CLONE_PARENT_SETTID | 17, NULL, &parent_tid, NULL, NULL);
	if (!child)
		_exit(0);
	EXPECT("CLONE_20_E");
	expect_both("CLONE_20_X", child, 0x200);
	expect_failure("CLONE_20_X", result(syscall(SYS_clone, CLONE_SIGHAND, NULL, NULL, NULL, NULL)));
	child = syscall(SYS_clone3, &how, sizeof(how));
	if (!child)
		_exit(0);
	EXPECT("CLONE3_E");
	expect_both("CLONE3_X", child, 3);
	expect_failure("CLONE3_X", result(syscall(SYS_clone3, NULL, 0)));
#ifdef SYS_fork
	child = syscall(SYS_fork);
	if (!child)
		_exit(0);
	EXPECT("FORK_20_E");
	expect_both("FORK_20_X", child, 0);
	child = vfork();
	if (!child)
		_exit(0);
	EXPECT("VFORK_20_E");
	expect_both("VFORK_20_X", child, 0);
#endif
	return 0;
}
