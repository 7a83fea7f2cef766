/* A thread created by clone3, then exit_group while it sleeps. Prints the thread's tid. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static int ready[2];

static void *sleep_long(void *unused)
{
	printf("%d\n", gettid());
	fflush(stdout);
	if (write(ready[1], "!", 1) == 1)
		sleep(60);
	return unused;
}

int main(void)
{
	pthread_t thread;
	char mark;

	if (pipe(ready))
		return 1;
	pthread_create(&thread, NULL, sleep_long, NULL);
	if (read(ready[0], &mark, 1) != 1)
		return 1;
	usleep(50000);
	syscall(SYS_exit_group, 7);
	return 1;
}
