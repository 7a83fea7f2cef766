/* Processes by 32-bit calls: creation, execution, ends, signals, users and limits. Argument: a folder. */
#include "ia32.h"
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define BY_EXEC "started-by-int80"

static void expect_clone(const char *code, long child, unsigned int flags)
{
	EXPECT("@%ld %s res=0 tid=%ld pid=%ld ptid=%d comm=\"ia32-processes\" flags=%u", child, code, child,
	       child, getpid(), flags);
	EXPECT("%s res=%ld tid=%d pid=%d ptid=%d comm=\"ia32-processes\" flags=%u", code, child, getpid(),
	       getpid(), getppid(), flags);
}

static void clones(void)
{
	low status = room(4);
	long child, res;

	fflush(stdout);
	child = CALL32(2);
	if (!child)
		CALL32(252, 7);
	EXPECT("FORK_20_E");
	expect_clone("FORK_20_X", child, 0);
	EXPECT("@%ld CALL_EXIT_GROUP_E status=7", child);
	EXPECT("@%ld PROCEXIT_1_E status=0x700 ret=7", child);
	res = CALL32(7, child, status, 0);
	EXPECT("CALL_WAITPID_E pid=%ld options=0", child);
	EXPECT("CALL_WAITPID_X res=%ld pid=%ld options=0 wstatus=0x700", res, child);
	fflush(stdout);
	child = CALL32(120, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		CALL32(1, 3);
	EXPECT("CLONE_20_E");
	expect_clone("CLONE_20_X", child, 1);
	EXPECT("@%ld CALL_EXIT_E status=3", child);
	EXPECT("@%ld PROCEXIT_1_E status=0x300 ret=3", child);
	waitpid(child, NULL, 0);
	res = CALL32(120, CLONE_SIGHAND, 0, 0, 0, 0);
	EXPECT("CLONE_20_X res=%ld exe=- args=-", res);
}

static void traces(void)
{
	low peeked = room(8), word = bytes((unsigned int[]){0x55667788, 0x11223344}, 8);
	unsigned char address[9] = {}, data[9] = {};
	long child, res;

	fflush(stdout);
	child = fork();
	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	res = CALL32(26, PTRACE_PEEKDATA, child, word, peeked);
	memcpy(address + 1, &word, 4);
	memcpy(data + 1, at(word), 4);
	EXPECT("PTRACE_E request=3 pid=%ld", child);
	EXPECT("PTRACE_X res=%ld addr=%s data=%s", res, quoted(address, 9), quoted(data, 9));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void signals(void)
{
	long res = CALL32(37, getpid(), 0);

	EXPECT("KILL_E pid=%d sig=0", getpid());
	EXPECT("KILL_X res=%ld", res);
	res = CALL32(37, -123456789, SIGUSR1);
	EXPECT("KILL_E pid=-123456789 sig=%d", SIGUSR1);
	EXPECT("KILL_X res=%ld", res);
	res = CALL32(270, getpid(), -1, SIGTERM);
	EXPECT("TGKILL_E pid=%d tid=-1 sig=15", getpid());
	EXPECT("TGKILL_X res=%ld", res);
	res = CALL32(172, PR_SET_NAME, text("ia32-processes"));
	EXPECT("PRCTL_X res=%ld option=15 arg2_str=\"ia32-processes\" arg2_int=0", res);
	res = CALL32(117, 2, 0, 2, 0600);
	EXPECT("GENERIC_E ID=260 nativeID=117");
	EXPECT("GENERIC_X ID=260");
}

static void limits(void)
{
	low narrow = WORDS(512, 0xffffffff), old = room(16), wide = bytes((long[]){256, 1024}, 16);
	struct rlimit cores;
	long res;

	res = CALL32(75, RLIMIT_CORE, narrow);
	getrlimit(RLIMIT_CORE, &cores);
	EXPECT("SETRLIMIT_E resource=4");
	EXPECT("SETRLIMIT_X res=%ld cur=512 max=-1 resource=4", res);
	res = CALL32(191, RLIMIT_CORE, old);
	EXPECT("GETRLIMIT_E resource=4");
	EXPECT("GETRLIMIT_X res=%ld cur=%ld max=%ld", res, cores.rlim_cur, cores.rlim_max);
	res = CALL32(191, 99, old);
	EXPECT("GETRLIMIT_X res=%ld cur=-1 max=-1", res);
	res = CALL32(340, 0, RLIMIT_NOFILE, wide, 0);
	EXPECT("PRLIMIT_E pid=0 resource=7");
	EXPECT("PRLIMIT_X res=%ld newcur=256 newmax=1024 oldcur=-1 oldmax=-1 pid=0 resource=7", res);
}

static void users(void)
{
	low three = room(12);
	long res;

	res = CALL32(204, -1, 70001);
	EXPECT("SETREGID_X res=%ld rgid=4294967295 egid=70001", res);
	res = CALL32(208, 21, 22, 0);
	EXPECT("SETRESUID_E ruid=21 euid=22 suid=0");
	EXPECT("SETRESUID_X res=%ld", res);
	res = CALL32(209, three, three + 4, three + 8);
	EXPECT("GETRESUID_X res=%ld ruid=21 euid=22 suid=0", res);
	res = CALL32(165, three, three + 2, three + 4);
	EXPECT("GENERIC_E ID=129 nativeID=165");
	EXPECT("GENERIC_X ID=129");
	res = CALL32(199);
	EXPECT("GETUID_X uid=%ld", res);
	res = CALL32(70, 77, 0xffff);
	EXPECT("SETREUID_X res=%ld ruid=77 euid=4294967295", res);
	res = CALL32(213, 70077);
	EXPECT("SETUID_E uid=70077");
	EXPECT("SETUID_X res=%ld", res);
	res = CALL32(23, 0x10015);
	EXPECT("SETUID_E uid=21");
	EXPECT("SETUID_X res=%ld", res);
}

static void starts(const char *self)
{
	low argv = WORDS(text(BY_EXEC), text("two"), 0), envp = WORDS(text("LETTERS=abc"), 0);
	long res = CALL32(11, text("/nowhere"), argv, envp);

	EXPECT("EXECVE_19_E filename=\"/nowhere\"");
	EXPECT("EXECVE_19_X res=%ld exe=\"" BY_EXEC "\" args=\"two\\u0000\" env=\"LETTERS=abc\\u0000\"", res);
	EXPECT("EXECVE_19_E filename=\"%s\"", self);
	EXPECT("EXECVE_19_X res=0 exe=\"" BY_EXEC
	       "\" args=\"two\\u0000\" comm=\"ia32-processes\" env=\"LETTERS=abc\\u0000\"");
	fflush(stdout);
	CALL32(11, text(self), argv, envp);
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!strcmp(argv[0], BY_EXEC)) {
		users();
		return 0;
	}
	clones();
	traces();
	signals();
	limits();
	starts(argv[0]);
	return 1;
}
