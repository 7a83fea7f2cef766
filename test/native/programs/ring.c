/* Creates a ring for I/O without system calls (io_uring), but does not use it. */
#include <linux/io_uring.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	struct io_uring_params params = {};

	return syscall(SYS_io_uring_setup, 4, &params) < 0;
}
