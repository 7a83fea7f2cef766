/* A vfork whose parent waits until the child executes another program. Prints the child's pid. */
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
