/* Datagrams between two sockets; at first only the second has an address. Argument: the IP version, 4 or
 * 6. */
#include "address.h"

static int family, from, to;
static struct sockaddr_storage target, nowhere;

/* Single datagrams. */
static void datagrams(void)
{
	struct sockaddr_storage sender, got = {};
	socklen_t len = sizeof(got);
	char data[64];
	long res = result(syscall(SYS_sendto, from, "ping", 4, 0, &target, family_size(family)));

	EXPECT("SENDTO_E fd=%d size=4 tuple=%s", from, tuple(&nowhere, &target));
	EXPECT("SENDTO_X res=%ld data=\"ping\"", res);
	res = result(syscall(SYS_recvfrom, to, data, sizeof(data), 0, &got, &len));
	sender = loopback(family, ntohs(((struct sockaddr_in *)&got)->sin_port));
	EXPECT("RECVFROM_X res=%ld data=\"ping\" tuple=%s", res, tuple(&sender, &target));
}

/* Messages in several parts, with control data. */
static void messages(void)
{
	struct iovec parts[] = {{"one ", 4}, {"", 0}, {"two", 3}};
	struct msghdr message = {
		.msg_name = &target, .msg_namelen = family_size(family), .msg_iov = parts, .msg_iovlen = 3};
	struct sockaddr_storage sender = nowhere, got;
	char control[256], left[3], right[64];
	int on = 1;
	long res;

	setsockopt(to, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof(on));
	((struct sockaddr_in *)&sender)->sin_port =
		((struct sockaddr_in *)&(struct sockaddr_storage[]){own_end(from)}[0])->sin_port;
	res = result(syscall(SYS_sendmsg, from, &message, 0));
	EXPECT("SENDMSG_E fd=%d size=7 tuple=%s", from, tuple(&sender, &target));
	EXPECT("SENDMSG_X res=%ld data=\"one two\"", res);
	message = (struct msghdr){
		&got, sizeof(got), (struct iovec[]){{left, 3}, {right, 64}}, 2, control, sizeof(control), 0};
	res = result(syscall(SYS_recvmsg, to, &message, 0));
	sender = loopback(family, ntohs(((struct sockaddr_in *)&got)->sin_port));
	EXPECT("RECVMSG_E fd=%d", to);
	EXPECT("RECVMSG_X res=%ld size=7 data=\"one two\" tuple=%s msgcontrol=%s", res,
	       tuple(&sender, &target), json(control, message.msg_controllen));
	res = result(syscall(SYS_recvmsg, to, &message, MSG_DONTWAIT));
	EXPECT("RECVMSG_X res=%ld size=0 data=- tuple=- msgcontrol=-", res);
	res = result(syscall(SYS_sendmsg, 1234, (void *)8, 0));
	EXPECT("SENDMSG_E fd=1234 size=0 tuple=-");
	EXPECT("SENDMSG_X res=%ld data=-", res);
}

/* Many per call, over a connected socket. */
static void many(void)
{
	struct sockaddr_storage own;
	char data[3][64];
	struct iovec texts[] = {{"a", 1}, {"bb", 2}, {"ccc", 3}}, rooms[3];
	struct mmsghdr all[3] = {};
	long res;

	connect(from, (struct sockaddr *)&target, family_size(family));
	own = own_end(from);
	for (int i = 0; i < 3; i++)
		all[i].msg_hdr = (struct msghdr){.msg_iov = &texts[i], .msg_iovlen = 1};
	res = result(syscall(SYS_sendmmsg, from, all, 3, 0));
	EXPECT("SENDMMSG_E");
	for (int i = 0; i < res; i++)
		EXPECT("SENDMMSG_X res=%d fd=%d size=%d data=\"%s\" tuple=%s", i + 1, from, i + 1,
		       (char *)texts[i].iov_base, tuple(&own, &target));
	for (int i = 0; i < 3; i++) {
		rooms[i] = (struct iovec){data[i], 64};
		all[i].msg_hdr = (struct msghdr){.msg_name = &(struct sockaddr_storage){},
						 .msg_namelen = sizeof(own),
						 .msg_iov = &rooms[i],
						 .msg_iovlen = 1};
	}
	res = result(syscall(SYS_recvmmsg, to, all, 3, MSG_DONTWAIT, NULL));
	EXPECT("RECVMMSG_E");
	for (int i = 0; i < res; i++)
		EXPECT("RECVMMSG_X res=%d fd=%d size=%d data=\"%s\" tuple=%s msgcontrol=-", i + 1, to, i + 1,
		       (char *)texts[i].iov_base, tuple(&own, &target));
	res = result(syscall(SYS_recvmmsg, to, all, 3, MSG_DONTWAIT, NULL));
	EXPECT("RECVMMSG_X res=%ld fd=%d size=0 data=- tuple=- msgcontrol=-", res, to);
	res = result(syscall(SYS_sendmmsg, 1234, all, 3, 0));
	EXPECT("SENDMMSG_X res=%ld fd=1234 size=0 data=- tuple=-", res);
}

int main(int argc, char **argv)
{
	(void)argc;
	family = argv[1][0] == '4' ? AF_INET : AF_INET6;
	from = socket(family, SOCK_DGRAM, 0);
	to = socket(family, SOCK_DGRAM, 0);
	target = loopback(family, 0);
	nowhere = (struct sockaddr_storage){.ss_family = family};
	bind(to, (struct sockaddr *)&target, family_size(family));
	target = own_end(to);
	datagrams();
	messages();
	many();
	return 0;
}
