/* The parent of a vfork waits until its child runs a program of its own. Prints the child's number. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int child = vfork();

	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
	printf("%d\n", child);
	return 0;
}
