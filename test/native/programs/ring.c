/* Creates a ring for I/O without system calls (io_uring), but does not use it. Arguments: a program to run
 * with it, and its arguments; none to end. */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct io_uring_params params = {};
	int ring = syscall(SYS_io_uring_setup, 4, &params);

	if (argc > 1 && !fcntl(ring, F_SETFD, 0))
		execv(argv[1], argv + 1);
	return ring < 0 || argc > 1;
}
