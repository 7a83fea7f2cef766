/* A thread other than the first executes another program and then has the tid of the first. */
#include "expect.h"
#include <pthread.h>

static char *path;

static void *start(void *unused)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", gettid());
	EXPECT("@%d EXECVE_19_E filename=\"%s\"", gettid(), path);
	EXPECT("PROCEXIT_1_E status=0");
	EXPECT("EXECVE_19_X res=0 exe=\"after\" args=\"%s\\u0000\" tid=%d pid=%d", number, getpid(),
	       getpid());
	fflush(stdout);
	execl(path, "after", number, NULL);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	(void)argc;
	if (!strcmp(argv[0], "after"))
		return 0;
	path = argv[0];
	pthread_create(&thread, NULL, start, NULL);
	pthread_join(thread, NULL);
	return 1;
}
