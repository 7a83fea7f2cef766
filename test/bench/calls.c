// SPDX-License-Identifier: Apache-2.0
/* Makes calls that have no event of their own. Prints the name of each and its CPU time in ns. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CALLS 300000
#define ROUNDS 3

static double cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static char target[256];
static struct statx status;
static unsigned long mask;

static void call_getppid(void)
{
	syscall(SYS_getppid);
}

static void call_fsync(void)
{
	syscall(SYS_fsync, -1);
}

static void call_rt_sigprocmask(void)
{
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &mask, &mask, sizeof(mask));
}

static void call_statx(void)
{
	syscall(SYS_statx, AT_FDCWD, "/etc/hostname", 0, STATX_BASIC_STATS, &status);
}

static void call_readlink(void)
{
	syscall(SYS_readlink, "/proc/self/exe", target, sizeof(target));
}

static void measure(const char *name, void (*call)(void))
{
	double best = 1e18;

	for (int round = 0; round < ROUNDS; round++) {
		double before = cpu_ns(), each;

		for (int i = 0; i < CALLS; i++)
			call();
		each = (cpu_ns() - before) / CALLS;
		if (each < best)
			best = each;
	}
	printf("%s %.0f\n", name, best);
}

int main(void)
{
	measure("getppid", call_getppid);
	measure("fsync(-1)", call_fsync);
	measure("rt_sigprocmask", call_rt_sigprocmask);
	measure("statx", call_statx);
	measure("readlink", call_readlink);
	return 0;
}
