// SPDX-License-Identifier: Apache-2.0
/* Opens, reads and closes files one after the other, with so many calls a second, for ever. Usage: paced
 * CALLS FILE... */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SLICES 100
#define SLICE_NS (1000000000L / SLICES)
#define READS 7
#define CALLS_A_FILE (READS + 3)

static void visit(const char *file)
{
	char bytes[200];
	struct stat about;
	int fd = open(file, O_RDONLY);

	fstat(fd, &about);
	for (int i = 0; i < READS; i++)
		if (pread(fd, bytes, sizeof(bytes), i * 100) < 0)
			break;
	close(fd);
}

static void advance(struct timespec *until)
{
	until->tv_nsec += SLICE_NS;
	if (until->tv_nsec < 1000000000L)
		return;
	until->tv_nsec -= 1000000000L;
	until->tv_sec++;
}

int main(int argc, char **argv)
{
	struct timespec until;
	long files;
	long at = 0;

	if (argc < 3)
		return 2;
	files = atol(argv[1]) / CALLS_A_FILE / SLICES;
	clock_gettime(CLOCK_MONOTONIC, &until);
	for (;;) {
		for (long i = 0; i < files; i++)
			visit(argv[2 + at++ % (argc - 2)]);
		advance(&until);
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
	}
}
