/*
 * A process that changes its descriptors at random, and becomes another one in between: it takes a name,
 * forks, executes itself, starts threads that share the descriptors, or gets descriptors from another
 * process. Whenever it has the name wk_accepted, it uses all its descriptors.
 *
 * Arguments: seed, number of steps; waits for a line on stdin first. With "use" as first argument it only
 * uses its descriptors.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define FDS 24 /* numbers that are used; the first three stay */

static unsigned int seed;

static int pick(int count)
{
	return rand_r(&seed) % count;
}

/* Long enough to be judged and rejected. */
static void rest(void)
{
	usleep(80000);
	close(open("/dev/null", O_RDONLY));
	usleep(30000);
}

static void use_all(void)
{
	char byte;

	for (int fd = 0; fd < FDS; fd++) {
		struct stat about;

		if (fcntl(fd, F_GETFD) < 0)
			continue;
		fstat(fd, &about);
		lseek(fd, 0, SEEK_CUR);
		pread(fd, &byte, 1, 0);
	}
}

static void use_accepted(void)
{
	char before[16];

	prctl(PR_GET_NAME, before);
	prctl(PR_SET_NAME, "wk_accepted");
	use_all();
	prctl(PR_SET_NAME, before);
}

static void *use_in_thread(void *unused)
{
	use_accepted();
	rest();
	use_accepted();
	return unused;
}

/* Keeps a new descriptor only if its number is below FDS. */
static void keep(int fd)
{
	if (fd >= FDS)
		close(fd);
}

static void keep_both(const int *ends)
{
	keep(ends[0]);
	keep(ends[1]);
}

static void open_one(void)
{
	static const char *const paths[] = {"/etc/hostname", "/etc/passwd", "/dev/zero", "/proc/version",
					    "/etc",	     "/",	    "/usr",	 "/etc/group"};
	int directory = open("/etc", O_RDONLY | O_DIRECTORY);

	keep(open(paths[pick(8)], O_RDONLY | (pick(2) ? O_CLOEXEC : 0)));
	keep(openat(directory, "shadow", O_RDONLY));
	close(directory);
}

static void make_special(void)
{
	int ends[2];

	switch (pick(6)) {
	case 0:
		if (!pipe(ends))
			keep_both(ends);
		break;
	case 1:
		keep(eventfd(0, EFD_NONBLOCK));
		break;
	case 2:
		keep(epoll_create1(0));
		break;
	case 3:
		keep(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
		break;
	case 4:
		keep(memfd_create("wk_memory", 0));
		break;
	default:
		if (!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends))
			keep_both(ends);
	}
}

/* Connects one socket to another one, and keeps all ends. */
static void connect_ends(int server, int client, const void *address, socklen_t size)
{
	if (!bind(server, address, size) && !listen(server, 1) && !connect(client, address, size))
		keep(accept4(server, NULL, NULL, SOCK_NONBLOCK));
	fcntl(client, F_SETFL, O_NONBLOCK);
	keep(server);
	keep(client);
}

static void connect_tcp(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(20000 + pick(10000)), /* with 0, only the kernel knows the port */
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);

	connect_ends(server, client, &address, sizeof(address));
}

static void connect_unix(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int server = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/wk_%d_%d", getpid(), pick(1 << 20));
	connect_ends(server, client, &address, sizeof(address));
	unlink(address.sun_path);
}

static void move_one(void)
{
	int from = 3 + pick(FDS - 3), to = 3 + pick(FDS - 3);

	if (pick(2))
		dup2(from, to);
	else
		keep(fcntl(from, F_DUPFD, 3));
}

static void change_directory(void)
{
	static const char *const names[] = {"/etc", "/", "/usr", "/tmp"};
	int directory = open(names[pick(4)], O_RDONLY | O_DIRECTORY);

	if (fchdir(directory))
		exit(1);
	close(directory);
	keep(open("..", O_RDONLY));
}

static void close_one(void)
{
	close(3 + pick(FDS - 3));
}

static void change(void)
{
	static void (*const changes[])(void) = {open_one,	  open_one,	make_special,
						connect_tcp,	  connect_unix, move_one,
						change_directory, close_one,	close_one};

	changes[pick(sizeof(changes) / sizeof(*changes))]();
}

static void fork_and(void (*work)(void))
{
	pid_t child = fork();

	if (!child) {
		work();
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void use_after_rest(void)
{
	change();
	rest();
	change();
	use_accepted();
	keep(open("../etc/hostname", O_RDONLY));
	use_accepted();
}

static void execute(void)
{
	change();
	if (pick(2))
		rest();
	change();
	execl(getenv("WK_ACCEPTED"), "wk_accepted", "use", NULL);
}

static void start_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, use_in_thread, NULL);
	change();
	usleep(40000);
	change();
	pthread_join(thread, NULL);
}

/* Both ends in one process: the child sends a descriptor that only it has. */
static void receive_descriptor(void)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	char byte = 0;
	struct iovec data = {&byte, 1};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = control.bytes,
				 .msg_controllen = sizeof(control)};
	int ends[2], fd;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return;
	child = fork();
	if (!child) {
		fd = open("/etc/passwd", O_RDONLY);
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
		sendmsg(ends[1], &message, 0);
		_exit(0);
	}
	recvmsg(ends[0], &message, 0);
	memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	waitpid(child, NULL, 0);
	close(fd);
	close(ends[0]);
	close(ends[1]);
}

static void become(void)
{
	switch (pick(6)) {
	case 0:
		return use_accepted();
	case 1:
		return fork_and(use_after_rest);
	case 2:
		return fork_and(use_accepted);
	case 3:
		return fork_and(execute);
	case 4:
		return start_thread();
	default:
		return receive_descriptor();
	}
}

int main(int argc, char **argv)
{
	int steps;

	if (argc > 1 && !strcmp(argv[1], "use")) {
		use_all();
		return 0;
	}
	seed = atoi(argv[1]);
	steps = atoi(argv[2]);
	change();
	if (getchar() == EOF)
		return 1;
	while (steps--) {
		rest();
		for (int i = pick(6); i >= 0; i--)
			change();
		become();
	}
	return 0;
}
