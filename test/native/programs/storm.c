/* Two threads per CPU make calls as fast as they can, moving from CPU to CPU. Prints their tids. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HOPS 40
#define CALLS_A_HOP 100
#define THREADS_MAX 64

static long cpus;

static void *storm(void *unused)
{
	printf("%d\n", gettid());
	for (int hop = 0; hop < HOPS; hop++) {
		cpu_set_t one;

		CPU_ZERO(&one);
		CPU_SET(hop % cpus, &one);
		sched_setaffinity(0, sizeof(one), &one);
		for (int i = 0; i < CALLS_A_HOP; i++)
			syscall(i % 2 ? SYS_lseek : SYS_getppid, -1, 0, 0);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[THREADS_MAX];
	int count;

	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	count = 2 * cpus < THREADS_MAX ? 2 * cpus : THREADS_MAX;
	for (int i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, storm, NULL);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
