// SPDX-License-Identifier: Apache-2.0
#include "perf_tracepoints.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRACEFS "/sys/kernel/tracing"
/* Longest number of a tracepoint as text, including the NUL. */
#define MAX_DIGITS 16

/* The BTF tracepoint of each hook, and where tracefs tells the number by which perf knows it. */
static const struct {
	const char *name, *id_file;
} TRACEPOINTS[PERF_HOOKS] = {
	[PERF_ENTER] = {"sys_enter", "events/raw_syscalls/sys_enter/id"},
	[PERF_EXIT] = {"sys_exit", "events/raw_syscalls/sys_exit/id"},
	[PERF_PROCESS_EXIT] = {"sched_process_exit", "events/sched/sched_process_exit/id"},
	[PERF_NEW_TASK] = {"task_newtask", "events/task/task_newtask/id"},
};

enum perf_hook perf_tracepoints__find(const char *name)
{
	int hook = PERF_HOOKS - 1;

	while (hook >= 0 && strcmp(TRACEPOINTS[hook].name, name))
		hook--;
	return hook;
}

/* A tracefs that is mounted nowhere; -1 if this process may not create one. */
static int create_tracefs(void)
{
	const int context = (int)syscall(SYS_fsopen, "tracefs", FSOPEN_CLOEXEC);
	int fd = -1;

	if (context < 0)
		return -1;
	if (!syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		fd = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	close(context);
	return fd;
}

/* The number in a file; -1 if it cannot be read. */
static int64_t read_number(int folder, const char *file)
{
	char text[MAX_DIGITS] = "";
	const int fd = openat(folder, file, O_RDONLY | O_CLOEXEC);
	const ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	return length > 0 ? strtoll(text, NULL, 10) : -1;
}

/* Opens a tracepoint. It calls its programs on all CPUs, whichever CPU the event is for, and although the
 * event itself stays disabled. */
static int open_tracepoint(int64_t id)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (uint64_t)id,
		.disabled = 1,
	};

	return id < 0 ? -1
		      : (int)syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1,
				     PERF_FLAG_FD_CLOEXEC);
}

/* Whether all tracepoints in this tracefs could be opened. */
static bool open_all(struct perf_tracepoints *tracepoints, int tracefs)
{
	bool are_open = true;

	for (int hook = 0; hook < PERF_HOOKS; hook++) {
		tracepoints->fds[hook] = open_tracepoint(read_number(tracefs, TRACEPOINTS[hook].id_file));
		are_open = are_open && tracepoints->fds[hook] >= 0;
	}
	if (!are_open)
		perf_tracepoints__close(tracepoints);
	return are_open;
}

static bool open_all_and_close(struct perf_tracepoints *tracepoints, int tracefs)
{
	const bool are_open = open_all(tracepoints, tracefs);

	if (tracefs >= 0)
		close(tracefs);
	return are_open;
}

bool perf_tracepoints__open(struct perf_tracepoints *tracepoints)
{
	return open_all_and_close(tracepoints, open(TRACEFS, O_PATH | O_DIRECTORY | O_CLOEXEC)) ||
	       open_all_and_close(tracepoints, create_tracefs());
}

void perf_tracepoints__close(struct perf_tracepoints *tracepoints)
{
	for (int hook = 0; hook < PERF_HOOKS; hook++) {
		if (tracepoints->fds[hook] >= 0)
			close(tracepoints->fds[hook]);
		tracepoints->fds[hook] = -1;
	}
}
