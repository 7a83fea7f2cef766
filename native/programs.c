// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough to see whether the verifier wrote anything. */
#define LOG_BYTES 4096
/* Longest program name, including the NUL. */
#define MAX_NAME 64

/* A program that records an event, and its slot in the dispatch table. */
struct event_program {
	const char *name;
	uint32_t slot;
};

/* For programs that are attached directly. */
#define NO_SLOT UINT32_MAX

#define NATIVE_PROGRAM(CODE, ID) {#CODE, ID},
#define IA32_PROGRAM(CODE, ID) {#CODE "__ia32", IA32_SLOTS + (ID)},
static const struct event_program event_programs[] = {
	FOR_EACH_EVENT(NATIVE_PROGRAM) FOR_EACH_EVENT(IA32_PROGRAM){"on_foreign_enter", FOREIGN_SLOT},
	{"on_foreign_exit", FOREIGN_SLOT},
	{"on_switch", NO_SLOT},
	{"on_signal", NO_SLOT},
	{"on_page_fault_user", NO_SLOT},
	{"on_page_fault_kernel", NO_SLOT},
};
#define EVENT_PROGRAM_COUNT (sizeof(event_programs) / sizeof(event_programs[0]))

/* The row of a program; NULL for programs that every capture requires (dispatchers, process exit). */
static const struct event_program *program__row(const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);

	for (size_t i = 0; i < EVENT_PROGRAM_COUNT; i++)
		if (strcmp(event_programs[i].name, name) == 0)
			return &event_programs[i];
	return NULL;
}

/* The next program of an event after `program` (NULL: the first one); NULL at the end. */
static struct bpf_program *next_of_event(struct probe_bpf *skeleton, struct bpf_program *program)
{
	do
		program = bpf_object__next_program(skeleton->obj, program);
	while (program && !program__row(program));
	return program;
}

/* The refused programs, and log buffers for the verifier. */
struct attempts {
	struct refused_programs *refused;
	char *logs;
};

static bool attempts__contain(const struct attempts *attempts, const char *name)
{
	for (size_t i = 0; i < attempts->refused->count; i++)
		if (strcmp(attempts->refused->names[i], name) == 0)
			return true;
	return false;
}

/* Disables refused programs and gives each of the others its own log. */
static void attempts__apply(struct attempts *attempts, struct probe_bpf *skeleton)
{
	struct bpf_program *program = NULL;
	size_t index = 0;

	while ((program = next_of_event(skeleton, program))) {
		if (program__row(program)->slot != NO_SLOT)
			bpf_program__set_autoattach(program, false);
		if (attempts__contain(attempts, bpf_program__name(program)))
			bpf_program__set_autoload(program, false);
		else if (attempts->logs)
			bpf_program__set_log_buf(program, attempts->logs + LOG_BYTES * index, LOG_BYTES);
		index++;
	}
}

/* Notes the program that was refused. False if it is not the program of an event, or if too many were
 * refused. */
static bool attempts__note(struct attempts *attempts, struct probe_bpf *skeleton)
{
	struct bpf_program *program = NULL;
	size_t index = 0;

	while ((program = next_of_event(skeleton, program))) {
		if (attempts->logs[LOG_BYTES * index++] && attempts->refused->count < MAX_REFUSED) {
			attempts->refused->names[attempts->refused->count++] = program__row(program)->name;
			return true;
		}
	}
	return false;
}

/* Makes one attempt. Returns the skeleton even if loading failed: the names of its programs are still
 * needed. */
static int load_once(struct attempts *attempts, configure_fn configure, void *context,
		     struct probe_bpf **skeleton)
{
	int err;

	*skeleton = probe_bpf__open();
	if (!*skeleton)
		return -errno;
	err = configure(*skeleton, context);
	if (err)
		return err;
	if (attempts->logs)
		memset(attempts->logs, 0, EVENT_PROGRAM_COUNT * LOG_BYTES);
	attempts__apply(attempts, *skeleton);
	return probe_bpf__load(*skeleton);
}

struct probe_bpf *programs__load(configure_fn configure, void *context, struct refused_programs *refused,
				 int *err)
{
	struct attempts attempts = {.refused = refused};
	struct probe_bpf *skeleton = NULL;

	for (;;) {
		*err = load_once(&attempts, configure, context, &skeleton);
		if (!*err || *err == -EPERM || *err == -ENOMEM || *err == -EMFILE)
			break;
		/* The first failure does not show which program was refused. From then on each program has a
		 * log. */
		if (attempts.logs && !attempts__note(&attempts, skeleton))
			break;
		if (!attempts.logs)
			attempts.logs = calloc(EVENT_PROGRAM_COUNT, LOG_BYTES);
		if (!attempts.logs)
			break;
		probe_bpf__destroy(skeleton);
	}
	free(attempts.logs);
	if (!*err)
		return skeleton;
	probe_bpf__destroy(skeleton);
	return NULL;
}

/* Enters a program into the table of its hook, unless the kernel refused it. */
static int install(struct probe_bpf *skeleton, const struct bpf_program *program, uint32_t slot)
{
	const bool is_exit = strcmp(bpf_program__section_name(program), "tp_btf/sys_exit") == 0;
	const struct bpf_map *table = is_exit ? skeleton->maps.exit_programs : skeleton->maps.enter_programs;
	const int fd = bpf_program__fd(program);

	if (fd < 0)
		return 0;
	return bpf_map_update_elem(bpf_map__fd(table), &slot, &fd, BPF_ANY) ? -errno : 0;
}

/* Whether the event of a program has another program for 32-bit callers. */
static bool has_ia32_program(struct probe_bpf *skeleton, const struct event_program *row)
{
	char name[MAX_NAME];

	snprintf(name, sizeof(name), "%s__ia32", row->name);
	return bpf_object__find_program_by_name(skeleton->obj, name) != NULL;
}

int programs__install(struct probe_bpf *skeleton)
{
	struct bpf_program *program = NULL;

	while ((program = next_of_event(skeleton, program))) {
		const struct event_program *row = program__row(program);
		int err = row->slot == NO_SLOT ? 0 : install(skeleton, program, row->slot);

		if (!err && row->slot < IA32_SLOTS && !has_ia32_program(skeleton, row))
			err = install(skeleton, program, IA32_SLOTS + row->slot);
		if (err)
			return err;
	}
	return 0;
}

void programs__close(struct probe_bpf *skeleton)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, skeleton->obj)
		if (!bpf_program__autoattach(program))
			bpf_program__unload(program);
}
