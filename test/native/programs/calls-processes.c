/* Calls on processes, signals, memory, times and the system without an event of their own. */
#include "expect.h"
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>

#define SIGSET_BYTES 8L

static char buffer[4096];

static long child(int status)
{
	const long pid = CALL(SYS_clone, SIGCHLD, 0L, NULL, NULL, 0L);

	if (!pid)
		_exit(status);
	return pid;
}

static void waits(void)
{
	long pid = child(3), res;
	int status;

	res = CALL(SYS_wait4, pid, &status, WUNTRACED, NULL);
	EXPECT("CALL_WAIT4_E pid=%ld options=2 rusage=0", pid);
	EXPECT("CALL_WAIT4_X res=%ld pid=%ld options=2 rusage=0 wstatus=0x300", res, pid);
	res = CALL(SYS_wait4, -1, NULL, 0, buffer);
	EXPECT("CALL_WAIT4_X res=%ld pid=-1 options=0 rusage=%ld wstatus=-", res, (long)buffer);
	res = CALL(SYS_waitid, P_PID, 1, buffer, WEXITED | WNOHANG, NULL);
	EXPECT("CALL_WAITID_X res=%ld idtype=1 id=1 infop=%ld options=5 rusage=0", res, (long)buffer);
}

static void signals(void)
{
	struct {
		void *handler;
		unsigned long flags;
		void *restorer;
		unsigned long mask;
	} ignore = {SIG_IGN, 0, NULL, 0};
	const unsigned long set = 1UL << (SIGUSR1 - 1) | 1UL << 63;
	const struct timespec none = {0, 0};
	long res = CALL(SYS_rt_sigaction, SIGUSR2, &ignore, NULL, SIGSET_BYTES);

	EXPECT("CALL_RT_SIGACTION_E signum=%d act=%ld handler=1 oldact=0 sigsetsize=8", SIGUSR2,
	       (long)&ignore);
	EXPECT("CALL_RT_SIGACTION_X res=%ld signum=%d act=%ld handler=1 oldact=0", res, SIGUSR2,
	       (long)&ignore);
	res = CALL(SYS_rt_sigprocmask, SIG_BLOCK, &set, buffer, SIGSET_BYTES);
	EXPECT("CALL_RT_SIGPROCMASK_E how=0 set=0x8000000000000200 sigsetsize=8");
	EXPECT("CALL_RT_SIGPROCMASK_X res=%ld how=0 set=0x8000000000000200 sigsetsize=8 oldset=0", res);
	res = CALL(SYS_rt_sigprocmask, SIG_SETMASK, NULL, buffer, SIGSET_BYTES);
	EXPECT("CALL_RT_SIGPROCMASK_X res=%ld how=2 set=- oldset=0x8000000000000200", res);
	res = CALL(SYS_rt_sigtimedwait, &set, NULL, &none, SIGSET_BYTES);
	EXPECT("CALL_RT_SIGTIMEDWAIT_X res=%ld set=0x8000000000000200 info=0 timeout=0 sigsetsize=8", res);
	res = CALL(SYS_rt_sigpending, buffer, SIGSET_BYTES);
	EXPECT("CALL_RT_SIGPENDING_X res=%ld sigsetsize=8 set=0", res);
	res = CALL(SYS_sigaltstack, NULL, buffer);
	EXPECT("CALL_SIGALTSTACK_X res=%ld ss=0 old_ss=%ld", res, (long)buffer);
	res = CALL(SYS_pidfd_send_signal, 999, SIGTERM, NULL, 0);
	EXPECT("CALL_PIDFD_SEND_SIGNAL_X res=%ld pidfd=999 sig=%d info=0 flags=0", res, SIGTERM);
}

static void ids(void)
{
	long res = CALL(SYS_getpid);

	EXPECT("CALL_GETPID_E");
	EXPECT("CALL_GETPID_X res=%ld", res);
	res = CALL(SYS_getppid);
	EXPECT("CALL_GETPPID_X res=%ld", res);
	res = CALL(SYS_gettid);
	EXPECT("CALL_GETTID_X res=%ld", res);
	res = CALL(SYS_getsid, 0);
	EXPECT("CALL_GETSID_X res=%ld pid=0", res);
	res = CALL(SYS_getgroups, 0, NULL);
	EXPECT("CALL_GETGROUPS_X res=%ld size=0 list=0", res);
	res = CALL(SYS_setfsuid, -1);
	EXPECT("CALL_SETFSUID_X res=%ld fsuid=0xffffffff", res);
	res = CALL(SYS_getrusage, RUSAGE_CHILDREN, buffer);
	EXPECT("CALL_GETRUSAGE_X res=%ld who=0xffffffff usage=%ld", res, (long)buffer);
}

static void scheduling(void)
{
	struct sched_param param = {.sched_priority = 0};
	long res = CALL(SYS_sched_yield);

	EXPECT("CALL_SCHED_YIELD_X res=%ld", res);
	res = CALL(SYS_sched_setscheduler, 0, SCHED_BATCH, &param);
	EXPECT("CALL_SCHED_SETSCHEDULER_X res=%ld pid=0 policy=3 priority=0", res);
	res = CALL(SYS_sched_getparam, 0, &param);
	EXPECT("CALL_SCHED_GETPARAM_E pid=0");
	EXPECT("CALL_SCHED_GETPARAM_X res=%ld pid=0 priority=0", res);
	res = CALL(SYS_sched_getaffinity, 0, 128, buffer);
	EXPECT("CALL_SCHED_GETAFFINITY_X res=%ld pid=0 cpusetsize=128 mask=%ld", res, (long)buffer);
	res = CALL(SYS_setpriority, PRIO_PROCESS, 0, 5);
	EXPECT("CALL_SETPRIORITY_X res=%ld which=0 who=0 prio=5", res);
	res = CALL(SYS_getpriority, PRIO_PROCESS, 0);
	EXPECT("CALL_GETPRIORITY_X res=%ld which=0 who=0", res);
}

static void memory(void)
{
	char *at = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long res = CALL(SYS_madvise, at, 4096L, MADV_DONTNEED);

	EXPECT("CALL_MADVISE_E addr=%ld length=4096 advice=4", (long)at);
	EXPECT("CALL_MADVISE_X res=%ld addr=%ld length=4096 advice=4", res, (long)at);
	res = CALL(SYS_mremap, at, 16384L, 8192L, MREMAP_MAYMOVE, 0L);
	EXPECT("CALL_MREMAP_X res=%ld old_address=%ld old_size=16384 new_size=8192 flags=1 new_address=0",
	       res, (long)at);
	res = CALL(SYS_msync, at, 4096L, MS_SYNC);
	EXPECT("CALL_MSYNC_X res=%ld addr=%ld length=4096 flags=4", res, (long)at);
	res = CALL(SYS_mincore, at, 4096L, buffer);
	EXPECT("CALL_MINCORE_X res=%ld addr=%ld length=4096 vec=%ld", res, (long)at, (long)buffer);
	res = CALL(SYS_shmget, IPC_PRIVATE, 4096L, IPC_CREAT | 0600);
	EXPECT("CALL_SHMGET_X res=%ld key=0 size=4096 shmflg=0x380", res);
	const long id = res;

	res = CALL(SYS_shmctl, id, IPC_RMID, NULL);
	EXPECT("CALL_SHMCTL_X res=%ld shmid=%ld cmd=0 buf=0", res, id);
	res = CALL(SYS_msgrcv, -1, buffer, 10L, -2L, IPC_NOWAIT);
	EXPECT("CALL_MSGRCV_X res=%ld msqid=-1 msgp=%ld msgsz=10 msgtyp=-2 msgflg=0x800", res, (long)buffer);
}

static void clocks(void)
{
	const struct timespec brief = {0, 1000000};
	const struct itimerspec timer = {{1, 2}, {3, 4}};
	const struct itimerval alarm = {{1, 2}, {3, 4}};
	long res = CALL(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &brief, buffer), fd;

	EXPECT("CALL_CLOCK_NANOSLEEP_E clockid=1 flags=0 t=1000000 remain=%ld", (long)buffer);
	EXPECT("CALL_CLOCK_NANOSLEEP_X res=%ld clockid=1 flags=0 t=1000000 remain=%ld", res, (long)buffer);
	res = CALL(SYS_clock_getres, CLOCK_MONOTONIC_COARSE, buffer);
	EXPECT("CALL_CLOCK_GETRES_X res=%ld clockid=6 resolution=%ld", res,
	       ((struct timespec *)buffer)->tv_nsec);
	res = CALL(SYS_clock_gettime, -1, buffer);
	EXPECT("CALL_CLOCK_GETTIME_E clockid=0xffffffff");
	fd = CALL(SYS_timerfd_create, CLOCK_MONOTONIC, 0);
	res = CALL(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &timer, NULL);
	EXPECT("CALL_TIMERFD_SETTIME_X res=%ld fd=%ld flags=1 new_interval=1000000002 new_value=3000000004 "
	       "old_value=0",
	       res, fd);
	res = CALL(SYS_timerfd_gettime, 999, buffer);
	EXPECT("CALL_TIMERFD_GETTIME_X res=%ld fd=999", res);
	res = CALL(SYS_setitimer, ITIMER_VIRTUAL, &alarm, NULL);
	EXPECT("CALL_SETITIMER_X res=%ld which=1 new_interval=1000002000 new_value=3000004000 old_value=0",
	       res);
	res = CALL(SYS_getitimer, ITIMER_REAL, buffer);
	EXPECT("CALL_GETITIMER_E which=0");
	EXPECT("CALL_GETITIMER_X res=%ld which=0 curr_interval=0 curr_value=0", res);
}

static void machine(void)
{
	long res = CALL(SYS_getrandom, buffer, 16L, 1);

	EXPECT("CALL_GETRANDOM_X res=%ld buf=%ld buflen=16 flags=1", res, (long)buffer);
	res = CALL(SYS_uname, buffer);
	EXPECT("CALL_UNAME_X res=%ld buf=%ld", res, (long)buffer);
	res = CALL(SYS_sethostname, "", -1);
	EXPECT("CALL_SETHOSTNAME_X res=%ld name=\"\" len=-1", res);
	res = CALL(SYS_membarrier, 0, 0, 0);
	EXPECT("CALL_MEMBARRIER_X res=%ld cmd=0 flags=0 cpu_id=0", res);
	res = CALL(SYS_personality, 0xffffffffL);
	EXPECT("CALL_PERSONALITY_X res=%ld persona=0xffffffff", res);
	res = CALL(SYS_perf_event_open, NULL, 0, -1, -1, 0L);
	EXPECT("CALL_PERF_EVENT_OPEN_X fd=%ld attr=0 pid=0 cpu=-1 group_fd=-1 flags=0", res);
}

int main(void)
{
	waits();
	signals();
	ids();
	scheduling();
	memory();
	clocks();
	machine();
	EXPECT("CALL_EXIT_GROUP_E status=7");
	fflush(stdout);
	CALL(SYS_exit_group, 7);
}
