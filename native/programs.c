// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The verifier's first words are enough to know that it spoke. */
#define LOG_BYTES 4096
/* Longest name of a program, with its NUL. */
#define MAX_NAME 64

/* A program that makes an event, and its slot in the table that it is called through. */
struct event_program {
	const char *name;
	uint32_t slot;
};

/* Of programs that are attached themselves. */
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

/* The row of a program, or NULL for those without which there is no capture: dispatchers, and ends of
 * processes. */
static const struct event_program *program__row(const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);

	for (size_t i = 0; i < EVENT_PROGRAM_COUNT; i++)
		if (strcmp(event_programs[i].name, name) == 0)
			return &event_programs[i];
	return NULL;
}

/* The program of an event that comes after another one (NULL: the first), NULL at the end. */
static struct bpf_program *next_of_event(struct probe_bpf *skeleton, struct bpf_program *program)
{
	do
		program = bpf_object__next_program(skeleton->obj, program);
	while (program && !program__row(program));
	return program;
}

/* Refused programs and the buffers in which the verifier says that it refuses one. */
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

/* Leaves refused programs out and gives each of the others a log of its own. */
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

/* Notes the program that was refused; false when it was none of an event's. */
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

/* One attempt. The skeleton is given back even when loading failed, for its names. */
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
		/* The first failure only tells that there is one; from then on each program has a log. */
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

/* Whether the event of a program has another one for callers of 32 bits. */
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
