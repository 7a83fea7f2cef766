// SPDX-License-Identifier: Apache-2.0
#include "programs.h"
#include "interest.h"
#include "loading.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longest program name, including the NUL. */
#define MAX_NAME 64
#define TRACING_SECTION "tp_btf/"

/* A program that records an event, its slot in the dispatch table, and the event if only a call has it. */
struct event_program {
	const char *name;
	uint32_t slot;
	uint32_t event;
};

/* For programs that are attached directly. */
#define NO_SLOT UINT32_MAX
/* For programs that no call decides. */
#define NO_EVENT UINT32_MAX

#define NATIVE_PROGRAM(CODE, ID) {#CODE, ID, ID},
#define IA32_PROGRAM(CODE, ID) {#CODE "__ia32", IA32_SLOTS + (ID), ID},
static const struct event_program event_programs[] = {
	FOR_EACH_EVENT(NATIVE_PROGRAM)
		FOR_EACH_EVENT(IA32_PROGRAM){"on_foreign_enter", FOREIGN_SLOT, NO_EVENT},
	{"on_foreign_exit", FOREIGN_SLOT, NO_EVENT},
	{"on_table", TABLE_SLOT, NO_EVENT},
	{"on_switch", NO_SLOT, NO_EVENT},
	{"on_signal", NO_SLOT, NO_EVENT},
	{"on_page_fault_user", NO_SLOT, NO_EVENT},
	{"on_page_fault_kernel", NO_SLOT, NO_EVENT},
	{"CLONE_20_X__new_task", NO_SLOT, EVT_CLONE_20_X},
	{"CLONE3_X__new_task", NO_SLOT, EVT_CLONE3_X},
};
#define EVENT_PROGRAM_COUNT (sizeof(event_programs) / sizeof(event_programs[0]))

/* Events that the program of another event records, too. */
static const struct {
	uint32_t by, too;
} shared_programs[] = {{EVT_EXECVE_19_X, EVT_EXECVEAT_X}};
#define SHARED_PROGRAM_COUNT (sizeof(shared_programs) / sizeof(shared_programs[0]))

/* The row of a program; NULL for programs that every capture requires (dispatchers, process exit). */
static const struct event_program *find_row(const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);

	for (size_t i = 0; i < EVENT_PROGRAM_COUNT; i++)
		if (strcmp(event_programs[i].name, name) == 0)
			return &event_programs[i];
	return NULL;
}

/* What takes the programs as they are loaded, in several threads. */
struct taking {
	struct probe_bpf *skeleton;
	struct programs *programs;
	pthread_mutex_t lock; /* of `programs` */
};

/* Where perf can call a program. */
static enum perf_hook perf_hook(const struct bpf_program *program)
{
	return perf_tracepoints__find(bpf_program__section_name(program) + strlen(TRACING_SECTION));
}

/* Enters a program into the table of its hook. */
static int install(const struct taking *taking, const struct program_load *load, int fd, uint32_t slot)
{
	const struct bpf_map *table = perf_hook(load->program) == PERF_EXIT
					      ? taking->skeleton->maps.exit_programs
					      : taking->skeleton->maps.enter_programs;

	return bpf_map_update_elem(bpf_map__fd(table), &slot, &fd, BPF_ANY) ? -errno : 0;
}

/* Whether the event of a program has another program for 32-bit callers. */
static bool has_ia32_program(const struct taking *taking, const struct event_program *row)
{
	char name[MAX_NAME];

	snprintf(name, sizeof(name), "%s__ia32", row->name);
	return bpf_object__find_program_by_name(taking->skeleton->obj, name) != NULL;
}

/* The slot of an event that the program at `slot` records, too; NO_SLOT if there is none. */
static uint32_t shared_slot(uint32_t slot)
{
	for (size_t i = 0; i < SHARED_PROGRAM_COUNT; i++)
		if (shared_programs[i].by == slot)
			return shared_programs[i].too;
	return NO_SLOT;
}

/* Enters a program into the slots of an event: that for 32-bit callers, too, unless they have a program of
 * their own. */
static int install_event(const struct taking *taking, const struct program_load *load, int fd, uint32_t slot)
{
	int err = install(taking, load, fd, slot);

	if (!err && slot < IA32_SLOTS && !has_ia32_program(taking, load->tag))
		err = install(taking, load, fd, IA32_SLOTS + slot);
	return err;
}

/* Enters the program of an event into its slots, and into those of the event that it records, too. */
static int install_events(const struct taking *taking, const struct program_load *load, int fd)
{
	const struct event_program *row = load->tag;
	const uint32_t too = shared_slot(row->slot);
	int err = install_event(taking, load, fd, row->slot);

	return err || too == NO_SLOT ? err : install_event(taking, load, fd, too);
}

/* The tables keep their programs loaded, so the descriptor is closed. */
static int take_called(const struct taking *taking, const struct program_load *load, int fd)
{
	const int err =
		load->tag ? install_events(taking, load, fd) : install(taking, load, fd, DISPATCHER_SLOT);

	close(fd);
	return err;
}

static bool is_dispatcher(const struct probe_bpf *skeleton, const struct bpf_program *program)
{
	return program == skeleton->progs.on_sys_enter || program == skeleton->progs.on_sys_exit;
}

static bool is_substitute(const struct probe_bpf *skeleton, const struct bpf_program *program)
{
	return program == skeleton->progs.on_enter_substitute ||
	       program == skeleton->progs.on_exit_substitute;
}

/* The dispatcher of enter events is also called, after the description of a table. */
static int take_attached(struct taking *taking, const struct program_load *load, int fd)
{
	struct programs *programs = taking->programs;

	pthread_mutex_lock(&taking->lock);
	programs->attached[programs->attached_count++] = (struct attached_program){
		.fd = fd,
		.link_fd = -1,
		.hook = load->is_called_by_perf ? perf_hook(load->program) : NO_PERF_HOOK,
		.is_substitute = is_substitute(taking->skeleton, load->program),
	};
	pthread_mutex_unlock(&taking->lock);
	return is_dispatcher(taking->skeleton, load->program) ? install(taking, load, fd, DISPATCHER_SLOT)
							      : 0;
}

/* Notes the event of a refused program. An error if a capture is not possible without it, or if the others
 * will not load either. */
static int take_refused(struct taking *taking, const struct program_load *load, int err)
{
	const struct event_program *row = load->tag;
	struct programs *programs = taking->programs;

	if (err == -EPERM || err == -ENOMEM || err == -EMFILE)
		return err;
	pthread_mutex_lock(&taking->lock);
	if (row)
		programs->refused[programs->refused_count++] = row->name;
	else
		programs->missing = bpf_program__name(load->program);
	pthread_mutex_unlock(&taking->lock);
	return row ? 0 : err;
}

static int take(const struct program_load *load, int fd, void *context)
{
	if (fd < 0)
		return take_refused(context, load, fd);
	if (!load->is_attached)
		return take_called(context, load, fd);
	return take_attached(context, load, fd);
}

/* Whether a program is loaded here. libbpf loads the others. */
static bool is_tracing(const struct bpf_program *program)
{
	return strncmp(bpf_program__section_name(program), TRACING_SECTION, strlen(TRACING_SECTION)) == 0;
}

static bool has_substitutes(const struct probe_bpf *skeleton)
{
	return skeleton->rodata->is_preemptible && !skeleton->rodata->is_called_by_perf;
}

/* Whether a program is attached to its hook. Others call the dispatchers where these may be preempted. */
static bool is_attached(const struct probe_bpf *skeleton, const struct bpf_program *program,
			const struct event_program *row)
{
	if (row)
		return row->slot == NO_SLOT;
	return !(has_substitutes(skeleton) && is_dispatcher(skeleton, program));
}

/* Adds the programs to load to `loads`, which has room for all. Returns how many there are. */
static size_t choose_programs(struct probe_bpf *skeleton, struct program_load *loads)
{
	struct bpf_program *program;
	bool events[EVENT_COUNT] = {};
	size_t count = 0;

	interest__mark_events(skeleton, events);
	for (size_t i = 0; i < SHARED_PROGRAM_COUNT; i++)
		events[shared_programs[i].by] |= events[shared_programs[i].too];
	bpf_object__for_each_program (program, skeleton->obj) {
		const struct event_program *row = find_row(program);

		if (row && row->event != NO_EVENT && !events[row->event])
			bpf_program__set_autoload(program, false);
		if (bpf_program__autoload(program) && is_tracing(program))
			loads[count++] = (struct program_load){
				.program = program,
				.is_attached = is_attached(skeleton, program, row),
				.is_called_by_perf = skeleton->rodata->is_called_by_perf &&
						     perf_hook(program) != NO_PERF_HOOK,
				.tag = row,
			};
	}
	return count;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int programs__load(struct programs *programs, struct probe_bpf *skeleton)
{
	struct taking taking = {skeleton, programs, PTHREAD_MUTEX_INITIALIZER};
	struct program_load *loads = calloc(EVENT_PROGRAM_COUNT, sizeof(*loads));
	struct loading loading = {.skeleton = skeleton, .loads = loads, .loaded = take, .context = &taking};
	int err;

	if (!loads)
		return -ENOMEM;
	loading.count = choose_programs(skeleton, loads);
	err = loading__run(&loading);
	free(loads);
	qsort(programs->refused, programs->refused_count, sizeof(programs->refused[0]), compare_names);
	return err;
}

/* Returns the descriptor of a link or a negative errno. */
static int attach(const struct attached_program *program, const struct perf_tracepoints *tracepoints)
{
	return program->hook == NO_PERF_HOOK
		       ? bpf_link_create(program->fd, 0, BPF_TRACE_RAW_TP, NULL)
		       : bpf_link_create(program->fd, tracepoints->fds[program->hook], BPF_PERF_EVENT, NULL);
}

static int attach_all(struct programs *programs, bool substitutes)
{
	for (size_t i = 0; i < programs->attached_count; i++) {
		struct attached_program *program = &programs->attached[i];

		if (program->is_substitute != substitutes)
			continue;
		program->link_fd = attach(program, &programs->tracepoints);
		if (program->link_fd < 0)
			return program->link_fd;
	}
	return 0;
}

/* The kernel runs the programs of a hook in the order in which they were attached. */
int programs__attach(struct programs *programs)
{
	return attach_all(programs, true) ?: attach_all(programs, false);
}

static void detach(struct attached_program *program)
{
	if (program->link_fd >= 0)
		close(program->link_fd);
	program->link_fd = -1;
}

/* Detaching a program from perf takes the kernel long. The exits of calls come first, because exits without
 * their enter events would be recorded meanwhile. */
void programs__detach(struct programs *programs)
{
	for (size_t i = 0; i < programs->attached_count; i++)
		if (programs->attached[i].hook == PERF_EXIT)
			detach(&programs->attached[i]);
	for (size_t i = 0; i < programs->attached_count; i++)
		detach(&programs->attached[i]);
	perf_tracepoints__close(&programs->tracepoints);
}

bool programs__refused(const struct programs *programs, const char *name)
{
	for (size_t i = 0; i < programs->refused_count; i++)
		if (strcmp(programs->refused[i], name) == 0)
			return true;
	return false;
}

/* If programs may be preempted, other tasks can cause this, not only interrupts. */
uint64_t programs__missed_runs(const struct programs *programs)
{
	uint64_t missed = 0;

	for (size_t i = 0; i < programs->attached_count; i++) {
		struct bpf_prog_info info = {};
		uint32_t size = sizeof(info);

		if (!programs->attached[i].is_substitute &&
		    !bpf_prog_get_info_by_fd(programs->attached[i].fd, &info, &size))
			missed += info.recursion_misses;
	}
	return missed;
}

void programs__close(struct programs *programs)
{
	programs__detach(programs);
	for (size_t i = 0; i < programs->attached_count; i++)
		close(programs->attached[i].fd);
	programs->attached_count = 0;
}
