/* Sockets of families whose addresses captures do not record. */
#include "expect.h"
#include <linux/netlink.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	int fd = CALL(SYS_socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	long res;

	EXPECT("SOCKET_E domain=16 type=%d proto=0", SOCK_RAW | SOCK_CLOEXEC);
	EXPECT("SOCKET_X fd=%d domain=16 type=%d proto=0", fd, SOCK_RAW | SOCK_CLOEXEC);
	res = CALL(SYS_bind, fd, &kernel, sizeof(kernel));
	EXPECT("BIND_X res=%ld addr=- fd=%d", res, fd);
	res = CALL(SYS_sendto, fd, "", 1, 0, &kernel, sizeof(kernel));
	EXPECT("SENDTO_E fd=%d size=1 tuple=-", fd);
	EXPECT("SENDTO_X res=%ld data=\"\\u0000\"", res);
	res = CALL(SYS_socket, 200, SOCK_STREAM, 5);
	EXPECT("SOCKET_X fd=%ld domain=0 type=1 proto=5", res);
	return 0;
}
