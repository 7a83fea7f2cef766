/* getsockopt and setsockopt: every type of value. */
#include "address.h"
#include <netinet/tcp.h>
#include <sys/time.h>

static int fd;

static void set(int level, int option, const void *value, socklen_t len, const char *expected)
{
	long res = result(syscall(SYS_setsockopt, fd, level, option, value, len));

	EXPECT("SETSOCKOPT_E");
	EXPECT("SETSOCKOPT_X res=%ld fd=%d %s optlen=%u", res, fd, expected, len);
}

static void get(int level, int option, const char *expected)
{
	char value[64];
	socklen_t len = sizeof(value);
	long res = result(syscall(SYS_getsockopt, fd, level, option, value, &len));

	EXPECT("GETSOCKOPT_E");
	EXPECT("GETSOCKOPT_X res=%ld fd=%d %s optlen=%u", res, fd, expected, len);
}

int main(void)
{
	struct timeval wait = {2, 5};
	struct linger linger = {1, 3};
	unsigned long cookie = 0;
	socklen_t len = sizeof(cookie);
	char expected[256];
	int on = 1;
	long res;

	fd = socket(AF_INET, SOCK_STREAM, 0);
	set(SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on),
	    "level=1 optname=2 val=\"\\u0002\\u0001\\u0000\\u0000\\u0000\"");
	snprintf(expected, sizeof(expected), "level=1 optname=20 val=\"\\u0004%s",
		 json((unsigned long[]){2000005000}, 8) + 1);
	set(SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait), expected);
	snprintf(expected, sizeof(expected), "level=1 optname=13 val=\"\\u0000%s",
		 json(&linger, sizeof(linger)) + 1);
	set(SOL_SOCKET, SO_LINGER, &linger, sizeof(linger), expected);
	set(IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on),
	    "level=2 optname=0 val=\"\\u0000\\u0001\\u0000\\u0000\\u0000\"");
	set(IPPROTO_IP, 9999, (void *)8, 4, "level=0 optname=0 val=\"\\u0000\"");
	get(SOL_SOCKET, SO_TYPE, "level=1 optname=3 val=\"\\u0002\\u0001\\u0000\\u0000\\u0000\"");
	get(SOL_SOCKET, SO_ERROR,
	    "level=1 optname=4 val=\"\\u0001\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\"");
	getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &len);
	snprintf(expected, sizeof(expected), "level=1 optname=53 val=\"\\u0003%s", json(&cookie, 8) + 1);
	get(SOL_SOCKET, SO_COOKIE, expected);
	res = result(syscall(SYS_getsockopt, 1234, SOL_SOCKET, SO_TYPE, NULL, NULL));
	EXPECT("GETSOCKOPT_X res=%ld fd=1234 level=1 optname=3 val=\"\\u0002\\u0000\\u0000\\u0000\\u0000\" "
	       "optlen=0",
	       res);
	return 0;
}
