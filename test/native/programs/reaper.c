/*
 * Threads and processes that end and leave a child behind. Argument: the child's new parent, "thread",
 * "subreaper" or (anything else) the default one. The child asks the kernel for its new parent.
 */
#include "expect.h"
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static int heir[2];

static void *live_on(void *unused)
{
	int tid = gettid();

	if (write(heir[1], &tid, sizeof(tid)) == sizeof(tid))
		usleep(100000);
	_exit(0);
	return unused;
}

/* The first thread ends before its child and before the other thread. */
static void leave_to_thread(void)
{
	pthread_t thread;
	int tid;

	if (pipe(heir) || pthread_create(&thread, NULL, live_on, NULL) ||
	    read(heir[0], &tid, sizeof(tid)) != sizeof(tid))
		exit(1);
	if (!fork()) {
		usleep(50000);
		_exit(0);
	}
	EXPECT("PROCEXIT_1_E status=0 reaper_tid=%d", tid);
	fflush(stdout);
	syscall(SYS_exit, 0);
}

/* A grandchild loses its parent and prints the new one. */
static void leave_to_process(void)
{
	int middle = fork();

	if (middle) {
		while (wait(NULL) > 0)
			;
		return;
	}
	middle = getpid();
	if (fork())
		_exit(3);
	while (getppid() == middle)
		usleep(1000);
	EXPECT("@%d PROCEXIT_1_E ret=3 reaper_tid=%d", middle, getppid());
}

int main(int argc, char **argv)
{
	(void)argc;
	if (!strcmp(argv[1], "thread"))
		leave_to_thread();
	if (!strcmp(argv[1], "subreaper"))
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	leave_to_process();
	return 0;
}
