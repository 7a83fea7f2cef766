/* A child that is the first process of a new pid namespace. */
#define _GNU_SOURCE
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int child = syscall(SYS_clone, CLONE_NEWPID | 17, NULL, NULL, NULL, NULL);

	if (!child)
		_exit(0);
	return child < 0 || waitpid(child, NULL, 0) < 0;
}
