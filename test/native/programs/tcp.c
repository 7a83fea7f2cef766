/* A TCP server and two clients in one thread. Argument: the IP version, 4 or 6. */
#include "address.h"

static int family;

static int make_socket(void)
{
	long fd = result(syscall(SYS_socket, family, SOCK_STREAM, 0));

	EXPECT("SOCKET_E domain=%d type=1 proto=0", family);
	EXPECT("SOCKET_X fd=%ld domain=%d type=1 proto=0", fd, family);
	return fd;
}

static int make_server(void)
{
	struct sockaddr_storage any = loopback(family, 0);
	int server = make_socket();
	long res = result(syscall(SYS_bind, server, &any, family_size(family)));

	EXPECT("BIND_E fd=%d", server);
	EXPECT("BIND_X res=%ld addr=%s fd=%d", res, address(&any), server);
	res = result(syscall(SYS_bind, 1234, &any, family_size(family)));
	EXPECT("BIND_X res=%ld addr=%s fd=1234", res, address(&any));
	res = result(syscall(SYS_bind, server, (void *)8, family_size(family)));
	EXPECT("BIND_X res=%ld addr=- fd=%d", res, server);
	res = result(syscall(SYS_listen, server, 5));
	EXPECT("LISTEN_E fd=%d backlog=5", server);
	EXPECT("LISTEN_X res=%ld fd=%d backlog=5", res, server);
	res = result(syscall(SYS_listen, 1234, -1));
	EXPECT("LISTEN_X res=%ld fd=1234 backlog=-1", res);
	return server;
}

static int make_client(const struct sockaddr_storage *server)
{
	int client = make_socket();
	long res = result(syscall(SYS_connect, client, server, family_size(family)));
	struct sockaddr_storage own = own_end(client);

	EXPECT("CONNECT_E fd=%d addr=%s", client, address(server));
	EXPECT("CONNECT_X res=%ld tuple=%s fd=%d", res, tuple(&own, server), client);
	return client;
}

static void failures(void)
{
	struct sockaddr_storage closed = loopback(family, 1);
	int client = make_socket();
	long res = result(syscall(SYS_connect, client, &closed, family_size(family)));

	EXPECT("CONNECT_E fd=%d addr=%s", client, address(&closed));
	EXPECT("CONNECT_X res=%ld tuple=- fd=%d", res, client);
	res = result(syscall(SYS_connect, 1234, NULL, 0));
	EXPECT("CONNECT_E fd=1234 addr=-");
	EXPECT("CONNECT_X res=%ld tuple=- fd=1234", res);
	res = result(syscall(SYS_accept, client, NULL, NULL));
	EXPECT("ACCEPT_5_X fd=%ld tuple=- queuepct=0 queuelen=0 queuemax=0", res);
	res = result(syscall(SYS_socket, family, 77, 0));
	EXPECT("SOCKET_X fd=%ld domain=%d type=77 proto=0", res, family);
	res = result(syscall(SYS_sendto, 0, "lost", 4, 0, NULL, 0));
	EXPECT("SENDTO_E fd=0 size=4 tuple=-");
	EXPECT("SENDTO_X res=%ld data=\"lost\"", res);
	res = result(syscall(SYS_recvfrom, 1234, &closed, 4, 0, NULL, NULL));
	EXPECT("RECVFROM_E fd=1234 size=4");
	EXPECT("RECVFROM_X res=%ld data=- tuple=-", res);
	res = result(syscall(SYS_shutdown, client, 9));
	EXPECT("SHUTDOWN_E fd=%d how=255", client);
	EXPECT("SHUTDOWN_X res=%ld", res);
}

/* A connection that waits for room at its server. */
static void begin(void)
{
	struct sockaddr_storage end = loopback(family, 0), own;
	int server = socket(family, SOCK_STREAM, 0), fills = socket(family, SOCK_STREAM, 0);
	int waits = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	long res;

	bind(server, (struct sockaddr *)&end, family_size(family));
	listen(server, 0);
	end = own_end(server);
	connect(fills, (struct sockaddr *)&end, family_size(family));
	res = result(syscall(SYS_connect, waits, &end, family_size(family)));
	own = own_end(waits);
	EXPECT("CONNECT_X res=%d tuple=%s fd=%d", -EINPROGRESS, tuple(&own, &end), waits);
	if (res != -EINPROGRESS)
		exit(1);
}

static void talk(int client, int peer, const struct sockaddr_storage *server)
{
	struct sockaddr_storage own = own_end(client);
	char data[64];
	long res = result(syscall(SYS_sendto, client, "GET /", 5, 0, NULL, 0));

	EXPECT("SENDTO_E fd=%d size=5 tuple=%s", client, tuple(&own, server));
	EXPECT("SENDTO_X res=%ld data=\"GET /\"", res);
	res = result(syscall(SYS_recvfrom, peer, data, sizeof(data), 0, NULL, NULL));
	EXPECT("RECVFROM_E fd=%d size=64", peer);
	EXPECT("RECVFROM_X res=%ld data=\"GET /\" tuple=%s", res, tuple(&own, server));
	res = result(syscall(SYS_recvfrom, peer, data, sizeof(data), MSG_DONTWAIT, NULL, NULL));
	EXPECT("RECVFROM_X res=%ld data=- tuple=-", res);
	res = result(syscall(SYS_shutdown, client, SHUT_WR));
	EXPECT("SHUTDOWN_E fd=%d how=1", client);
	EXPECT("SHUTDOWN_X res=%ld", res);
}

int main(int argc, char **argv)
{
	struct sockaddr_storage end, first_end, second_end;
	int server, first, second, peer;

	(void)argc;
	family = argv[1][0] == '4' ? AF_INET : AF_INET6;
	server = make_server();
	end = own_end(server);
	first = make_client(&end);
	second = make_client(&end);
	first_end = own_end(first);
	second_end = own_end(second);
	peer = result(syscall(SYS_accept4, server, NULL, NULL, SOCK_CLOEXEC));
	EXPECT("ACCEPT4_6_E flags=0");
	EXPECT("ACCEPT4_6_X fd=%d tuple=%s queuepct=20 queuelen=1 queuemax=5", peer, tuple(&first_end, &end));
	talk(first, peer, &end);
	peer = result(syscall(SYS_accept, server, NULL, NULL));
	EXPECT("ACCEPT_5_E");
	EXPECT("ACCEPT_5_X fd=%d tuple=%s queuepct=0 queuelen=0 queuemax=5", peer, tuple(&second_end, &end));
	begin();
	failures();
	return 0;
}
