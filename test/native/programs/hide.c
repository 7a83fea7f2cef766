/*
 * Ways in which a program may try to escape a capture. In each, some process or thread opens the missing file
 * /hidden/<way>; the main one waits for all. The first argument is a copy of this program that is setuid to
 * another user.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *self, *setuid_copy;

static void mark(const char *way)
{
	char path[64];

	snprintf(path, sizeof(path), "/hidden/%s", way);
	open(path, O_RDONLY);
}

/* Continues in a grandchild whose parent ends at once. */
static void daemonize(void)
{
	if (fork())
		_exit(0);
	setsid();
	if (fork())
		_exit(0);
	usleep(100000);
}

static void as_daemon(void)
{
	daemonize();
	mark("daemon");
}

static void as_sibling(void)
{
	if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0))
		_exit(0);
	usleep(50000);
	mark("sibling");
}

static void as_root_of_a_user_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		mark("no-user-namespace");
	mark("user-namespace");
}

static void write_map(pid_t pid, const char *text)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/uid_map", pid);
	fd = open(path, O_WRONLY);
	if (write(fd, text, strlen(text)) < 0)
		mark("no-uid-map");
	close(fd);
}

/* Root in its own namespace only. */
static void as_root_inside(void)
{
	if (setresuid(65534, 65534, 65534) || prctl(PR_SET_DUMPABLE, 1) || unshare(CLONE_NEWUSER))
		mark("no-user-namespace");
	write_map(getpid(), "0 65534 1");
	if (setresuid(0, 0, 0))
		mark("no-root-inside");
	mark("root-inside");
}

/* More id ranges than the kernel stores in the map itself. */
static void in_a_namespace_of_many_ranges(void)
{
	int ready[2], go[2];
	char byte = 0;
	pid_t child;

	if (pipe(ready) || pipe(go))
		_exit(1);
	child = fork();
	if (child) {
		if (read(ready[0], &byte, 1) == 1)
			write_map(child, "0 70000 1\n1 80000 1\n2 81000 1\n3 82000 1\n4 83000 1\n5 84000 "
					 "1\n6 85000 9\n");
		_exit(write(go[1], &byte, 1) != 1);
	}
	if (unshare(CLONE_NEWUSER) || write(ready[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 1 ||
	    setuid(8))
		mark("no-user-namespace");
	mark("many-ranges");
}

static void in_a_pid_namespace(void)
{
	if (unshare(CLONE_NEWPID))
		mark("no-pid-namespace");
	if (fork())
		_exit(0);
	mark("pid-namespace");
	if (fork()) {
		wait(NULL);
		_exit(0);
	}
	mark("deeper");
}

static void *execute(void *way)
{
	execl(self, self, "mark", way, NULL);
	return NULL;
}

static void by_exec_of_a_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, execute, "exec-of-a-thread");
	pause();
}

static void *outlive(void *unused)
{
	usleep(100000);
	mark("without-its-leader");
	_exit(0);
	return unused;
}

static void without_its_leader(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, outlive, NULL);
	syscall(SYS_exit, 0);
}

static void under_another_name(void)
{
	prctl(PR_SET_NAME, "\n[kworker/0:0]");
	prctl(PR_SET_DUMPABLE, 0);
	mark("name");
}

static void by_vfork(void)
{
	if (!vfork()) {
		execl(self, "ls", "mark", "vfork", NULL);
		_exit(1);
	}
}

static void from_memory(void)
{
	char buffer[65536];
	int from = open(self, O_RDONLY), to = memfd_create("", 0);
	ssize_t got;

	while ((got = read(from, buffer, sizeof(buffer))) > 0)
		if (write(to, buffer, got) != got)
			_exit(1);
	fexecve(to, (char *[]){"", "mark", "memory", NULL}, (char *[]){NULL});
}

static void in_chroot(void)
{
	if (chroot("/proc/self/cwd"))
		mark("no-chroot");
	mark("chroot");
}

static void by_setuid(void)
{
	execl(setuid_copy, setuid_copy, "mark", "setuid", NULL);
}

#if defined(__x86_64__)
/* 32-bit calls take 32-bit addresses. */
static void by_int80(void)
{
	char *path = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	strcpy(path, "/hidden/int80");
	asm volatile("int $0x80" : "=a"(result) : "a"(5), "b"(path), "c"(0), "d"(0) : "memory");
}
#endif

static void (*const ways[])(void) = {
	as_daemon,
	as_sibling,
	as_root_of_a_user_namespace,
	as_root_inside,
	in_a_namespace_of_many_ranges,
	in_a_pid_namespace,
	by_exec_of_a_thread,
	without_its_leader,
	under_another_name,
	by_vfork,
	from_memory,
	in_chroot,
	by_setuid,
#if defined(__x86_64__)
	by_int80,
#endif
};

int main(int argc, char **argv)
{
	if (argc > 2) {
		mark(argv[2]);
		return 0;
	}
	self = argv[0];
	setuid_copy = argv[1];
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (fork())
			continue;
		ways[i]();
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	usleep(300000);
	return 0;
}
