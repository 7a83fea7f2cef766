/*
 * Two threads per CPU make a call that no other program makes, in bursts, for the number of ms in the
 * argument. The numbers that they print add up to the number of calls.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define THREADS_MAX 64
#define BURST 5000

static double end_at;

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void *call(void *unused)
{
	long calls = 0;

	while (now_ms() < end_at) {
		for (int i = 0; i < BURST; i++)
			syscall(SYS_getsid, 0);
		calls += BURST;
		usleep(1000);
	}
	printf("%ld\n", calls);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MAX];
	long count = 2 * sysconf(_SC_NPROCESSORS_ONLN);

	if (argc < 2)
		return 1;
	end_at = now_ms() + atof(argv[1]);
	if (count > THREADS_MAX)
		count = THREADS_MAX;
	for (long i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, call, NULL);
	for (long i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
