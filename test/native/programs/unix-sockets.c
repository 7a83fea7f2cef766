/* Unix sockets: a pair, a named server, an abstract one, and datagrams. Argument: a folder for the names. */
#include "address.h"

static struct sockaddr_un named(const char *folder, const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", folder, name);
	return address;
}

static void pair(void)
{
	int fds[2];
	long res = result(syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));

	EXPECT("SOCKETPAIR_E domain=1 type=%d proto=0", SOCK_STREAM | SOCK_CLOEXEC);
	EXPECT("SOCKETPAIR_X res=%ld fd1=%d fd2=%d", res, fds[0], fds[1]);
	res = result(syscall(SYS_sendto, fds[0], "hello", 5, 0, NULL, 0));
	EXPECT("SENDTO_X res=%ld data=\"hello\"", res);
	res = result(syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, (void *)8));
	EXPECT("SOCKETPAIR_X res=%ld fd1=-1 fd2=-1 source=0 peer=0", res);
}

static void serve(const struct sockaddr_un *address, socklen_t len, const char *name)
{
	int server = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
	long res = result(syscall(SYS_bind, server, address, len));

	EXPECT("BIND_X res=%ld addr=\"\\u0001%s\\u0000\" fd=%d", res, name, server);
	listen(server, 3);
	res = result(syscall(SYS_connect, client, address, len));
	EXPECT("CONNECT_E fd=%d addr=\"\\u0001%s\\u0000\"", client, name);
	EXPECT("CONNECT_X res=%ld fd=%d", res, client);
	res = result(syscall(SYS_accept, server, NULL, NULL));
	EXPECT("ACCEPT_5_X fd=%ld queuepct=0 queuelen=0 queuemax=3", res);
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = named(argv[1], "stream"), abstract = {AF_UNIX, "\0hidden"},
			   far = named(argv[1], "datagram");
	int receiver = socket(AF_UNIX, SOCK_DGRAM, 0), sender = socket(AF_UNIX, SOCK_DGRAM, 0);

	(void)argc;
	pair();
	serve(&address, sizeof(address), address.sun_path);
	serve(&abstract, 2 + 7, "hidden");
	bind(receiver, (struct sockaddr *)&far, sizeof(far));
	EXPECT("SENDTO_E fd=%d size=3", sender);
	EXPECT("SENDTO_X res=%ld data=\"far\"",
	       result(syscall(SYS_sendto, sender, "far", 3, 0, &far, sizeof(far))));
	return 0;
}
