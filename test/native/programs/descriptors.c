/* New descriptors of every type: success and failure. */
#include "expect.h"
#include <linux/memfd.h>
#include <signal.h>
#include <sys/inotify.h>

#define NOWHERE ((void *)16)

static void duplicates(void)
{
	long res;

	res = CALL(SYS_dup, 1);
	EXPECT("DUP_1_E fd=1");
	EXPECT("DUP_1_X res=%ld oldfd=1", res);
	res = CALL(SYS_dup, 1234);
	EXPECT("DUP_1_E fd=1234");
	EXPECT("DUP_1_X res=%ld oldfd=1234", res);
#ifdef SYS_dup2
	res = CALL(SYS_dup2, 1, 200);
	EXPECT("DUP2_E fd=1");
	EXPECT("DUP2_X res=200 oldfd=1 newfd=200");
	res = CALL(SYS_dup2, 1234, 201);
	EXPECT("DUP2_E fd=1234");
	EXPECT("DUP2_X res=%ld oldfd=1234 newfd=201", res);
#endif
	res = CALL(SYS_dup3, 1, 202, O_CLOEXEC);
	EXPECT("DUP3_E fd=1");
	EXPECT("DUP3_X res=202 oldfd=1 newfd=202 flags=0x1000");
	res = CALL(SYS_dup3, 1, 1, 0);
	EXPECT("DUP3_E fd=1");
	EXPECT("DUP3_X res=%ld oldfd=1 newfd=1 flags=0", res);
}

static void pipes(void)
{
	struct stat st;
	int ends[2] = {-5, -6};
	long res;

#ifdef SYS_pipe
	res = CALL(SYS_pipe, ends);
	fstat(ends[0], &st);
	EXPECT("PIPE_E");
	EXPECT("PIPE_X res=0 fd1=%d fd2=%d ino=%lu", ends[0], ends[1], st.st_ino);
	res = CALL(SYS_pipe, NOWHERE);
	EXPECT("PIPE_X res=%ld fd1=-1 fd2=-1 ino=0", res);
#endif
	res = CALL(SYS_pipe2, ends, O_CLOEXEC | O_NONBLOCK);
	fstat(ends[0], &st);
	EXPECT("PIPE2_E");
	EXPECT("PIPE2_X res=0 fd1=%d fd2=%d ino=%lu flags=0x1040", ends[0], ends[1], st.st_ino);
	ends[0] = -5;
	ends[1] = -6;
	res = CALL(SYS_pipe2, ends, -1);
	EXPECT("PIPE2_X res=%ld fd1=-5 fd2=-6 ino=0 flags=0", res);
}

static void events(void)
{
	sigset_t signals;
	long res;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
#ifdef SYS_eventfd
	res = CALL(SYS_eventfd, 7);
	EXPECT("EVENTFD_E initval=7 flags=0");
	EXPECT("EVENTFD_X res=%ld", res);
	res = CALL(SYS_signalfd, -1, &signals, 8L);
	EXPECT("SIGNALFD_E fd=-1 mask=0 flags=0");
	EXPECT("SIGNALFD_X res=%ld", res);
	res = CALL(SYS_inotify_init);
	EXPECT("INOTIFY_INIT_E flags=0");
	EXPECT("INOTIFY_INIT_X res=%ld", res);
#endif
	res = CALL(SYS_eventfd2, 8, O_CLOEXEC | O_NONBLOCK);
	EXPECT("EVENTFD2_E initval=8");
	EXPECT("EVENTFD2_X res=%ld flags=0x1040", res);
	res = CALL(SYS_eventfd2, 8, -1);
	EXPECT("EVENTFD2_X res=%ld flags=0", res);
	res = CALL(SYS_signalfd4, -1, &signals, 8L, O_NONBLOCK);
	EXPECT("SIGNALFD4_E fd=-1 mask=0");
	EXPECT("SIGNALFD4_X res=%ld flags=0x40", res);
	res = CALL(SYS_signalfd4, 1234, &signals, 8L, 0);
	EXPECT("SIGNALFD4_E fd=1234 mask=0");
	EXPECT("SIGNALFD4_X res=%ld flags=0", res);
	res = CALL(SYS_timerfd_create, 1, 0);
	EXPECT("TIMERFD_CREATE_E clockid=0 flags=0");
	EXPECT("TIMERFD_CREATE_X res=%ld", res);
	res = CALL(SYS_timerfd_create, 99, 0);
	EXPECT("TIMERFD_CREATE_X res=%ld", res);
	res = CALL(SYS_inotify_init1, IN_CLOEXEC);
	EXPECT("INOTIFY_INIT1_E");
	EXPECT("INOTIFY_INIT1_X res=%ld flags=0x1000", res);
	res = CALL(SYS_inotify_init1, -1);
	EXPECT("INOTIFY_INIT1_X res=%ld flags=0", res);
}

static void others(void)
{
	long pidfd, res;

	res = CALL(SYS_memfd_create, "memory", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	EXPECT("MEMFD_CREATE_E");
	EXPECT("MEMFD_CREATE_X fd=%ld name=\"memory\" flags=0x3", res);
	res = CALL(SYS_memfd_create, NULL, 0);
	EXPECT("MEMFD_CREATE_X fd=%ld name=- flags=0", res);
	pidfd = CALL(SYS_pidfd_open, getpid(), O_NONBLOCK);
	EXPECT("PIDFD_OPEN_E");
	EXPECT("PIDFD_OPEN_X fd=%ld pid=%d flags=0x1", pidfd, getpid());
	res = CALL(SYS_pidfd_open, -1, 0);
	EXPECT("PIDFD_OPEN_X fd=%ld pid=-1 flags=0", res);
	res = CALL(SYS_pidfd_getfd, pidfd, 1, 0);
	EXPECT("PIDFD_GETFD_E");
	EXPECT("PIDFD_GETFD_X fd=%ld pid_fd=%ld target_fd=1 flags=0", res, pidfd);
	res = CALL(SYS_pidfd_getfd, 1234, 1, 9);
	EXPECT("PIDFD_GETFD_X fd=%ld pid_fd=1234 target_fd=1 flags=9", res);
	res = CALL(SYS_userfaultfd, O_CLOEXEC);
	EXPECT("USERFAULTFD_E");
	EXPECT("USERFAULTFD_X res=%ld flags=%u", res, O_CLOEXEC);
}

int main(void)
{
	duplicates();
	pipes();
	events();
	others();
	return 0;
}
