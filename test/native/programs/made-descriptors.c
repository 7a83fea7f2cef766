/* Makes descriptors by calls without an event of their own, uses each, and prints what /proc names it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Prints the number and the name of a descriptor, and uses it. */
static int use(long fd)
{
	char link[64], name[256];
	long length;

	if (fd < 0)
		return -1;
	snprintf(link, sizeof(link), "/proc/self/fd/%ld", fd);
	length = readlink(link, name, sizeof(name) - 1);
	name[length < 0 ? 0 : length] = 0;
	fcntl(fd, F_GETFD);
	printf("%ld %s\n", fd, name);
	return fd;
}

int main(int argc, char **argv)
{
	struct landlock_ruleset_attr rules = {.handled_access_fs = 1};
	struct perf_event_attr event = {
		.type = PERF_TYPE_SOFTWARE, .size = sizeof(event), .config = PERF_COUNT_SW_DUMMY};
	const char *folder = argc > 1 ? argv[1] : "/tmp";
	int context, tree;
	long version;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || chdir(folder))
		return 1;
	context = use(syscall(SYS_fsopen, "tmpfs", 0));
	syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	use(syscall(SYS_fsmount, context, 0, 0));
	use(syscall(SYS_fspick, AT_FDCWD, "/", 0));
	use(syscall(SYS_open_tree, AT_FDCWD, folder, 0));
	use(syscall(SYS_open_tree, AT_FDCWD, "from", 0));
	tree = use(syscall(SYS_open_tree, AT_FDCWD, "from", OPEN_TREE_CLONE));
	syscall(SYS_move_mount, tree, "", AT_FDCWD, "to", MOVE_MOUNT_F_EMPTY_PATH);
	use(tree);
	use(syscall(SYS_open_tree, tree, "", AT_EMPTY_PATH));
	use(syscall(SYS_fanotify_init, 0, 0));
	use(syscall(SYS_mq_open, "sysshark-queue", O_CREAT | O_RDWR, 0600, NULL));
	use(syscall(SYS_memfd_secret, 0));
	version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	/* Linux 6.1 has version 2, the number of standard error, which may be a socket without a name */
	if (version > STDERR_FILENO)
		use(version);
	use(syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0));
	use(syscall(SYS_perf_event_open, &event, 0, -1, -1, 0));
	syscall(SYS_close_range, context, ~0u, 0);
	fcntl(context, F_GETFD);
	printf("%d <NA>\n", context);
	/* at the end: the version of landlock, which is used above like a descriptor, may be the number of
	 * the queue */
	syscall(SYS_mq_unlink, "sysshark-queue");
	return 0;
}
