/* Users, groups, sessions, limits, signals and names of a process; the last calls give up root. */
#include "expect.h"
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static void signals(void)
{
	long res = CALL(SYS_kill, getpid(), 0);

	EXPECT("KILL_E pid=%d sig=0", getpid());
	EXPECT("KILL_X res=%ld", res);
	res = CALL(SYS_kill, -123456789, SIGUSR1);
	EXPECT("KILL_E pid=-123456789 sig=%d", SIGUSR1);
	EXPECT("KILL_X res=%ld", res);
	res = CALL(SYS_tkill, gettid(), 0);
	EXPECT("TKILL_E tid=%d sig=0", gettid());
	EXPECT("TKILL_X res=%ld", res);
	res = CALL(SYS_tgkill, getpid(), -1, SIGTERM);
	EXPECT("TGKILL_E pid=%d tid=-1 sig=15", getpid());
	EXPECT("TGKILL_X res=%ld", res);
}

static void limits(void)
{
	struct rlimit files = {512, 1024}, old = {};
	long res = CALL(SYS_setrlimit, RLIMIT_NOFILE, &files);

	EXPECT("SETRLIMIT_E resource=7");
	EXPECT("SETRLIMIT_X res=%ld cur=512 max=1024 resource=7", res);
	res = CALL(SYS_getrlimit, RLIMIT_NOFILE, &old);
	EXPECT("GETRLIMIT_E resource=7");
	EXPECT("GETRLIMIT_X res=%ld cur=512 max=1024", res);
	res = CALL(SYS_getrlimit, 99, &old);
	EXPECT("GETRLIMIT_E resource=255");
	EXPECT("GETRLIMIT_X res=%ld cur=-1 max=-1", res);
	files.rlim_cur = 256;
	res = CALL(SYS_prlimit64, 0, RLIMIT_NOFILE, &files, &old);
	EXPECT("PRLIMIT_E pid=0 resource=7");
	EXPECT("PRLIMIT_X res=%ld newcur=256 newmax=1024 oldcur=512 oldmax=1024 pid=0 resource=7", res);
	res = CALL(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &old);
	EXPECT("PRLIMIT_X res=%ld newcur=-1 newmax=-1 oldcur=256 oldmax=1024 pid=0 resource=7", res);
	res = CALL(SYS_prlimit64, -5, RLIMIT_CPU, NULL, NULL);
	EXPECT("PRLIMIT_X res=%ld newcur=-1 newmax=-1 oldcur=-1 oldmax=-1 pid=-5 resource=0", res);
}

static void names(void)
{
	int is_reaper = 0;
	long res = CALL(SYS_prctl, PR_SET_NAME, "renamed");

	EXPECT("PRCTL_E");
	EXPECT("PRCTL_X res=%ld option=15 arg2_str=\"renamed\" arg2_int=0", res);
	res = CALL(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
	EXPECT("PRCTL_X res=%ld option=36 arg2_str=- arg2_int=1", res);
	res = CALL(SYS_prctl, PR_GET_CHILD_SUBREAPER, &is_reaper);
	EXPECT("PRCTL_X res=%ld option=37 arg2_str=- arg2_int=%d", res, is_reaper);
	res = CALL(SYS_prctl, 9999, 3);
	EXPECT("PRCTL_X res=%ld option=9999 arg2_str=- arg2_int=3", res);
}

static void places(void)
{
	long res = CALL(SYS_setpgid, 0, 0);

	EXPECT("SETPGID_E pid=0 pgid=0");
	EXPECT("SETPGID_X res=%ld", res);
	res = CALL(SYS_setsid);
	EXPECT("SETSID_E");
	EXPECT("SETSID_X res=%ld", res);
	res = CALL(SYS_setns, 1234, CLONE_NEWNET);
	EXPECT("SETNS_E fd=1234 nstype=16");
	EXPECT("SETNS_X res=%ld", res);
	res = CALL(SYS_unshare, CLONE_FILES | CLONE_FS);
	EXPECT("UNSHARE_E flags=3");
	EXPECT("UNSHARE_X res=%ld", res);
	res = CALL(SYS_chroot, "/nowhere");
	EXPECT("CHROOT_E");
	EXPECT("CHROOT_X res=%ld path=\"/nowhere\"", res);
}

static void users(void)
{
	unsigned int real, effective, saved;
	long res = CALL(SYS_setresgid, 11, 12, 13);

	EXPECT("SETRESGID_E rgid=11 egid=12 sgid=13");
	EXPECT("SETRESGID_X res=%ld", res);
	res = CALL(SYS_getresgid, &real, &effective, &saved);
	EXPECT("GETRESGID_E");
	EXPECT("GETRESGID_X res=%ld rgid=11 egid=12 sgid=13", res);
	res = CALL(SYS_getgid);
	EXPECT("GETGID_X gid=%ld", res);
	res = CALL(SYS_getegid);
	EXPECT("GETEGID_X egid=%ld", res);
	res = CALL(SYS_setregid, -1, 13);
	EXPECT("SETREGID_X res=%ld rgid=4294967295 egid=13", res);
	res = CALL(SYS_setgid, 11);
	EXPECT("SETGID_E gid=11");
	EXPECT("SETGID_X res=%ld", res);
	res = CALL(SYS_setresuid, 21, 22, 0);
	EXPECT("SETRESUID_E ruid=21 euid=22 suid=0");
	EXPECT("SETRESUID_X res=%ld", res);
	res = CALL(SYS_getresuid, &real, &effective, &saved);
	EXPECT("GETRESUID_X res=%ld ruid=21 euid=22 suid=0", res);
	res = CALL(SYS_getuid);
	EXPECT("GETUID_X uid=%ld", res);
	res = CALL(SYS_geteuid);
	EXPECT("GETEUID_X euid=%ld", res);
	res = CALL(SYS_setreuid, 77, -1);
	EXPECT("SETREUID_X res=%ld ruid=77 euid=4294967295", res);
	res = CALL(SYS_setuid, 77);
	EXPECT("SETUID_E uid=77");
	EXPECT("SETUID_X res=%ld", res);
}

static void capabilities(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct sets[2] = {};
	unsigned long permitted;
	long res;

	syscall(SYS_capget, &head, sets);
	permitted = sets[0].permitted | (unsigned long)sets[1].permitted << 32;
	sets[0].effective &= ~(1u << CAP_CHOWN);
	res = CALL(SYS_capset, &head, sets);
	EXPECT("CAPSET_E");
	EXPECT("CAPSET_X res=%ld cap_inheritable=%u cap_permitted=%lu cap_effective=%lu", res,
	       sets[0].inheritable, permitted, permitted & ~(1ul << CAP_CHOWN));
}

int main(void)
{
	signals();
	limits();
	names();
	places();
	capabilities();
	users();
	return 0;
}
