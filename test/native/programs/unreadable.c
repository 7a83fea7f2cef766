/* Invalid pointers, and data that ends where the mapping ends. */
#include "expect.h"
#include <sys/socket.h>
#include <sys/uio.h>

#define PAGE 4096

int main(void)
{
	void *nowhere = (void *)8;
	char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
	     *end = pages + PAGE;
	int out = open("/dev/null", O_WRONLY), fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	long res;

	munmap(end, PAGE);
	memset(pages, 'x', PAGE);
	res = result(syscall(SYS_openat, AT_FDCWD, nowhere, O_RDONLY));
	EXPECT("OPENAT_2_E name=-");
	EXPECT("OPENAT_2_X fd=%ld name=-", res);
	res = result(syscall(SYS_openat, AT_FDCWD, end - 4, O_RDONLY));
	EXPECT("OPENAT_2_X fd=%ld name=-", res);
	memcpy(end - 5, "/tmp", 5);
	res = result(syscall(SYS_openat, AT_FDCWD, end - 5, O_RDONLY));
	EXPECT("OPENAT_2_X fd=%ld name=\"/tmp\"", res);
	res = result(syscall(SYS_writev, out, nowhere, 2));
	EXPECT("WRITEV_E fd=%d size=0", out);
	EXPECT("WRITEV_X res=%ld data=-", res);
	res = result(syscall(SYS_bind, fd, end - 1, 16));
	EXPECT("BIND_X res=%ld addr=- fd=%d", res, fd);
	res = result(syscall(SYS_connect, fd, nowhere, 16));
	EXPECT("CONNECT_E fd=%d addr=-", fd);
	EXPECT("CONNECT_X res=%ld tuple=- fd=%d", res, fd);
	res = result(syscall(SYS_sendmsg, fd, nowhere, 0));
	EXPECT("SENDMSG_E fd=%d size=0", fd);
	EXPECT("SENDMSG_X res=%ld data=-", res);
	res = result(syscall(SYS_sendto, fd, nowhere, 4, 0, nowhere, 4));
	EXPECT("SENDTO_E fd=%d size=4", fd);
	EXPECT("SENDTO_X res=%ld data=-", res);
	res = result(syscall(SYS_execve, nowhere, nowhere, nowhere));
	EXPECT("EXECVE_19_E filename=-");
	EXPECT("EXECVE_19_X res=%ld exe=- args=- env=-", res);
	return 0;
}
