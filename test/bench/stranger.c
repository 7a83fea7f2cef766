// SPDX-License-Identifier: Apache-2.0
/* Opens and closes a file for ever. Prints the CPU time of a pair of calls in ns, once for each batch. */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define PAIRS 200000

static double cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(void)
{
	for (;;) {
		double before = cpu_ns();

		for (int i = 0; i < PAIRS; i++)
			close(open("/etc/hostname", O_RDONLY));
		printf("%.0f\n", (cpu_ns() - before) / PAIRS);
		fflush(stdout);
	}
}
