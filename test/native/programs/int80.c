/*
 * int 0x80 calls that the 32-bit table lists but no kernel has (17, break), and one beyond the table. Prints
 * how many were made, or nothing if the kernel has no 32-bit calls.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define CALLS 100

static void end_without_ia32(int number)
{
	(void)number;
	_exit(0);
}

int main(void)
{
	long made = 0;

	signal(SIGSEGV, end_without_ia32);
	for (int i = 0; i < CALLS; i++) {
		long listed = 17, beyond = 4000;

		__asm__ volatile("int $0x80" : "+a"(listed) : : "memory");
		__asm__ volatile("int $0x80" : "+a"(beyond) : : "memory");
		made += (listed == -ENOSYS) + (beyond == -ENOSYS);
	}
	printf("%ld\n", made);
	return 0;
}
