/* Sockets by 32-bit calls: through socketcall and by separate numbers. */
#include "address.h"
#include "ia32.h"
#include <sys/time.h>

/* A call of socketcall with its arguments in memory. */
#define SOCKETCALL(number, ...) CALL32(102, number, WORDS(__VA_ARGS__))

static long make_socket(int type)
{
	long fd = SOCKETCALL(1, AF_INET, type, 0);

	EXPECT("SOCKET_E domain=2 type=%d proto=0", type);
	EXPECT("SOCKET_X fd=%ld domain=2 type=%d proto=0", fd, type);
	return fd;
}

static low end_of(const struct sockaddr_storage *end)
{
	return bytes(end, sizeof(struct sockaddr_in));
}

static void streams(void)
{
	struct sockaddr_storage any = loopback(AF_INET, 0), end, own;
	long server = make_socket(SOCK_STREAM), client, peer, res;
	low data = room(64);

	res = SOCKETCALL(2, server, end_of(&any), sizeof(struct sockaddr_in));
	EXPECT("BIND_E fd=%ld", server);
	EXPECT("BIND_X res=%ld addr=%s fd=%ld", res, address(&any), server);
	res = SOCKETCALL(4, server, 5);
	EXPECT("LISTEN_E fd=%ld backlog=5", server);
	EXPECT("LISTEN_X res=%ld fd=%ld backlog=5", res, server);
	end = own_end(server);
	client = make_socket(SOCK_STREAM);
	res = SOCKETCALL(3, client, end_of(&end), sizeof(struct sockaddr_in));
	own = own_end(client);
	EXPECT("CONNECT_E fd=%ld addr=%s", client, address(&end));
	EXPECT("CONNECT_X res=%ld tuple=%s fd=%ld", res, tuple(&own, &end), client);
	peer = SOCKETCALL(5, server, 0, 0);
	EXPECT("ACCEPT_5_E");
	EXPECT("ACCEPT_5_X fd=%ld tuple=%s queuepct=0 queuelen=0 queuemax=5", peer, tuple(&own, &end));
	res = SOCKETCALL(9, client, text("GET /"), 5, 0);
	EXPECT("SENDTO_E fd=%ld size=5 tuple=%s", client, tuple(&own, &end));
	EXPECT("SENDTO_X res=%ld data=\"GET /\"", res);
	res = SOCKETCALL(10, peer, data, 64, 0);
	EXPECT("RECVFROM_E fd=%ld size=64", peer);
	EXPECT("RECVFROM_X res=%ld data=\"GET /\" tuple=%s", res, tuple(&own, &end));
	res = SOCKETCALL(13, client, SHUT_WR);
	EXPECT("SHUTDOWN_E fd=%ld how=1", client);
	EXPECT("SHUTDOWN_X res=%ld", res);
}

/* The arguments lie at the end of a mapping, so reading more of them would fail. */
static void at_the_edge(void)
{
	unsigned int *page =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	low last = (low)(uintptr_t)(page + 1022);
	long res;

	page[1022] = 1234;
	page[1023] = 7;
	res = CALL32(102, 4, last);
	EXPECT("LISTEN_X res=%ld fd=1234 backlog=7", res);
	res = CALL32(102, 3, last);
	EXPECT("GENERIC_E ID=277 nativeID=102");
	EXPECT("GENERIC_X ID=277");
	res = CALL32(102, 21, last);
	EXPECT("GENERIC_E ID=277 nativeID=102");
	EXPECT("GENERIC_X ID=277");
}

static low message(low name, low parts, unsigned int count)
{
	return WORDS(name, name ? sizeof(struct sockaddr_in) : 0, parts, count, 0, 0, 0);
}

static void messages(void)
{
	struct sockaddr_storage target = loopback(AF_INET, 0), none = {.ss_family = AF_INET}, sender;
	long from = make_socket(SOCK_DGRAM), to = make_socket(SOCK_DGRAM), res;
	low data = room(64), name, out, in, control = room(64), many;

	bind(to, (struct sockaddr *)&target, sizeof(struct sockaddr_in));
	target = own_end(to);
	name = end_of(&target);
	res = SOCKETCALL(11, from, text("ping"), 4, 0, name, sizeof(struct sockaddr_in));
	sender = loopback(
		AF_INET,
		ntohs(((struct sockaddr_in *)&(struct sockaddr_storage[]){own_end(from)}[0])->sin_port));
	EXPECT("SENDTO_E fd=%ld size=4 tuple=%s", from, tuple(&none, &target));
	EXPECT("SENDTO_X res=%ld data=\"ping\"", res);
	res = SOCKETCALL(12, to, data, 64, 0, room(16), WORDS(16));
	EXPECT("RECVFROM_X res=%ld data=\"ping\" tuple=%s", res, tuple(&sender, &target));
	setsockopt(to, SOL_SOCKET, SO_TIMESTAMP, (int[]){1}, sizeof(int));
	connect(from, (struct sockaddr *)&target, sizeof(struct sockaddr_in));
	out = WORDS(text("one "), 4, 0, 0, text("two"), 3);
	res = SOCKETCALL(16, from, message(0, out, 3), 0);
	EXPECT("SENDMSG_E fd=%ld size=7 tuple=%s", from, tuple(&sender, &target));
	EXPECT("SENDMSG_X res=%ld data=\"one two\"", res);
	in = WORDS(data, 3, data + 16, 40);
	res = SOCKETCALL(17, to, WORDS(room(16), 16, in, 2, control, 64, 0), 0);
	EXPECT("RECVMSG_E fd=%ld", to);
	EXPECT("RECVMSG_X res=%ld size=7 data=\"one two\" tuple=%s msgcontrol=-", res,
	       tuple(&sender, &target));
	many = WORDS(0, 0, out, 1, 0, 0, 0, 0, 0, 0, out, 3, 0, 0, 0, 0);
	res = SOCKETCALL(20, from, many, 2, 0);
	EXPECT("SENDMMSG_E");
	EXPECT("SENDMMSG_X res=4 fd=%ld size=4 data=\"one \" tuple=%s", from, tuple(&sender, &target));
	EXPECT("SENDMMSG_X res=7 fd=%ld size=7 data=\"one two\" tuple=%s", from, tuple(&sender, &target));
	many = WORDS(room(16), 16, in, 2, 0, 0, 0, 0, room(16), 16, in, 2, 0, 0, 0, 0);
	res = CALL32(417, to, many, 2, MSG_DONTWAIT, 0);
	EXPECT("RECVMMSG_E");
	EXPECT("RECVMMSG_X res=4 fd=%ld size=4 data=\"one \" tuple=%s msgcontrol=-", to,
	       tuple(&sender, &target));
	EXPECT("RECVMMSG_X res=7 fd=%ld size=7 data=\"one two\" tuple=%s msgcontrol=-", to,
	       tuple(&sender, &target));
}

static void options(void)
{
	low wait = bytes((int[]){2, 5}, 8), value = room(64), len = WORDS(64);
	long fd = CALL32(359, AF_INET, SOCK_STREAM, 0), res;
	char expected[256];

	EXPECT("SOCKET_X fd=%ld domain=2 type=1 proto=0", fd);
	snprintf(expected, sizeof(expected), "level=1 optname=20 val=\"\\u0004%s",
		 json((unsigned long[]){2000005000}, 8) + 1);
	res = SOCKETCALL(14, fd, SOL_SOCKET, SO_RCVTIMEO, wait, 8);
	EXPECT("SETSOCKOPT_X res=%ld fd=%ld %s optlen=8", res, fd, expected);
	res = CALL32(366, fd, SOL_SOCKET, SO_RCVTIMEO, wait, 8);
	EXPECT("SETSOCKOPT_X res=%ld fd=%ld %s optlen=8", res, fd, expected);
	res = SOCKETCALL(15, fd, SOL_SOCKET, SO_TYPE, value, len);
	EXPECT("GETSOCKOPT_X res=%ld fd=%ld level=1 optname=3 val=\"\\u0002\\u0001\\u0000\\u0000\\u0000\" "
	       "optlen=4",
	       res, fd);
}

static void pairs(void)
{
	low ends = room(8);
	long res = SOCKETCALL(8, AF_UNIX, SOCK_STREAM, 0, ends);
	int *fds = at(ends);

	EXPECT("SOCKETPAIR_E domain=1 type=1 proto=0");
	EXPECT("SOCKETPAIR_X res=%ld fd1=%d fd2=%d", res, fds[0], fds[1]);
}

static void named(const char *folder)
{
	struct sockaddr_un end = {.sun_family = AF_UNIX};
	char expected[256] = {AF_UNIX};
	long server = SOCKETCALL(1, AF_UNIX, SOCK_STREAM, 0), res;

	snprintf(end.sun_path, sizeof(end.sun_path), "%s/socket", folder);
	strcpy(expected + 1, end.sun_path);
	res = SOCKETCALL(2, server, bytes(&end, sizeof(end)), sizeof(end));
	EXPECT("BIND_X res=%ld addr=%s fd=%ld", res, json(expected, 2 + strlen(end.sun_path)), server);
}

int main(int argc, char **argv)
{
	(void)argc;
	streams();
	at_the_edge();
	messages();
	options();
	pairs();
	named(argv[1]);
	return 0;
}
