// Opens one descriptor of every common type, prints their numbers, and waits until its input ends.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static int thread_id;

static void *wait_forever(void *ready)
{
	thread_id = (int)syscall(SYS_gettid);
	pthread_barrier_wait(ready);
	pause();
	return NULL;
}

static int bound(int family, int type, int *port)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr *address = family == AF_INET ? (struct sockaddr *)&four : (struct sockaddr *)&six;
	socklen_t size = family == AF_INET ? sizeof(four) : sizeof(six);
	int fd = socket(family, type, 0);

	bind(fd, address, size);
	if (type == SOCK_STREAM)
		listen(fd, 1);
	getsockname(fd, address, &size);
	*port = ntohs(family == AF_INET ? four.sin_port : six.sin6_port);
	return fd;
}

int main(void)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "a socket"};
	struct sockaddr_nl netlink = {.nl_family = AF_NETLINK};
	struct sockaddr_in peer = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(peer);
	pthread_barrier_t ready;
	pthread_t thread;
	int ends[2], port, port6, udpport, fd;
	char byte;

	printf("file=%d", open("log file", O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600));
	printf("|folder=%d", open(".", O_RDONLY | O_DIRECTORY));
	printf("|null=%d", open("/dev/null", O_WRONLY | O_CLOEXEC));
	printf("|deleted=%d", open("gone", O_CREAT | O_RDWR, 0600));
	unlink("gone");
	if (pipe(ends))
		return 1;
	printf("|pipe=%d|event=%d|epoll=%d", ends[0], eventfd(0, 0), epoll_create1(0));
	printf("|memfd=%d", memfd_create("scratch", 0));
	fd = bound(AF_INET, SOCK_STREAM, &port);
	printf("|listen=%d|port=%d", fd, port);
	peer.sin_port = htons(port);
	ends[0] = socket(AF_INET, SOCK_STREAM, 0);
	connect(ends[0], (struct sockaddr *)&peer, size);
	getsockname(ends[0], (struct sockaddr *)&peer, &size);
	printf("|client=%d|server=%d|peer=%d", ends[0], accept(fd, NULL, NULL), ntohs(peer.sin_port));
	fd = bound(AF_INET6, SOCK_STREAM, &port6);
	printf("|listen6=%d|port6=%d", fd, port6);
	fd = bound(AF_INET, SOCK_DGRAM, &udpport);
	printf("|udp=%d|udpport=%d", fd, udpport);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(fd, (struct sockaddr *)&local, sizeof(local));
	listen(fd, 1);
	printf("|unix=%d", fd);
	fd = socket(AF_NETLINK, SOCK_RAW, 0);
	bind(fd, (struct sockaddr *)&netlink, sizeof(netlink));
	printf("|netlink=%d", fd);
	pthread_barrier_init(&ready, NULL, 2);
	pthread_create(&thread, NULL, wait_forever, &ready);
	pthread_barrier_wait(&ready);
	printf("|thread=%d\n", thread_id);
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
