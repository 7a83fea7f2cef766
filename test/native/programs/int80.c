/*
 * Calls by int 0x80: 20 is getpid there and writev in the table of this machine, 4 is write there and stat here.
 * Prints how many were made, or nothing where the kernel has no such calls.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define CALLS 100

static void refuse(int number)
{
	(void)number;
	_exit(0);
}

int main(void)
{
	long made = 0;

	signal(SIGSEGV, refuse);
	for (int i = 0; i < CALLS; i++) {
		long pid = 20, written = 4;

		__asm__ volatile("int $0x80" : "+a"(pid) : : "memory");
		__asm__ volatile("int $0x80" : "+a"(written) : "b"(-1), "c"(0), "d"(0) : "memory");
		made += (pid == getpid()) + (written < 0);
	}
	printf("%ld\n", made);
	return 0;
}
