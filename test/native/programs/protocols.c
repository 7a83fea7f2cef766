/* Sends datagrams of 20000 bytes on this machine. Each takes three arguments: the call (sendto, write,
 * sendmsg), the port, and the first bytes in hexadecimal. No receiver is needed. */
#include "address.h"
#include <sys/uio.h>

#define BYTES 20000

static void fill(char *data, const char *hex)
{
	unsigned int byte;

	memset(data, '.', BYTES);
	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		*data++ = byte;
}

static void send_datagram(const char *call, int port, char *data)
{
	struct sockaddr_storage to = loopback(AF_INET, port);
	socklen_t size = sizeof(struct sockaddr_in);
	struct iovec part = {data, BYTES};
	struct msghdr message = {.msg_name = &to, .msg_namelen = size, .msg_iov = &part, .msg_iovlen = 1};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (strcmp(call, "sendto") == 0) {
		syscall(SYS_sendto, fd, data, BYTES, 0, &to, size);
	} else if (strcmp(call, "sendmsg") == 0) {
		syscall(SYS_sendmsg, fd, &message, 0);
	} else {
		connect(fd, (const struct sockaddr *)&to, size);
		syscall(SYS_write, fd, data, BYTES);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	static char data[BYTES];

	for (int i = 1; i + 2 < argc; i += 3) {
		fill(data, argv[i + 2]);
		send_datagram(argv[i], atoi(argv[i + 1]), data);
	}
	return 0;
}
