/* A process with 64 MiB of memory in use that forks once. Prints its size according to the kernel, in kB:
 * `resident N`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (64 << 20)

int main(void)
{
	FILE *status;
	char *memory = malloc(SIZE);
	unsigned long number = 0;
	char line[256];

	memset(memory, 1, SIZE);
	asm volatile("" ::"r"(memory) : "memory");
	status = fopen("/proc/self/status", "r");
	while (fgets(line, sizeof(line), status))
		if (!strncmp(line, "VmRSS:", 6))
			number = strtoul(line + 6, NULL, 10);
	printf("resident %lu\n", number);
	fflush(stdout);
	if (!fork())
		_exit(0);
	wait(NULL);
	return 0;
}
