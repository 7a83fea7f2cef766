// SPDX-License-Identifier: Apache-2.0
#include "programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The verifier's first words are enough to know that it spoke. */
#define LOG_BYTES 4096

struct named_event {
	const char *name;
	uint32_t id;
};

#define NAMED_EVENT(CODE, ID) {#CODE, ID},
static const struct named_event named_events[] = {FOR_EACH_EVENT(NAMED_EVENT)};
#define NAMED_EVENT_COUNT (sizeof(named_events) / sizeof(named_events[0]))

/* Number of the event whose program has this name, or -1 for the programs that stand for no event. */
static int program__event(const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);

	for (size_t i = 0; i < NAMED_EVENT_COUNT; i++)
		if (strcmp(named_events[i].name, name) == 0)
			return (int)named_events[i].id;
	return -1;
}

/* The program of an event that comes after another one (NULL: the first), NULL at the end. */
static struct bpf_program *next_of_event(struct probe_bpf *skeleton, struct bpf_program *program)
{
	do
		program = bpf_object__next_program(skeleton->obj, program);
	while (program && program__event(program) < 0);
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
			const int event = program__event(program);

			for (size_t i = 0; i < NAMED_EVENT_COUNT; i++)
				if (named_events[i].id == (uint32_t)event)
					attempts->refused->names[attempts->refused->count++] =
						named_events[i].name;
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
		memset(attempts->logs, 0, NAMED_EVENT_COUNT * LOG_BYTES);
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
		if (!*err || *err == -EPERM || *err == -ENOMEM)
			break;
		/* The first failure only tells that there is one; from then on each program has a log. */
		if (attempts.logs && !attempts__note(&attempts, skeleton))
			break;
		if (!attempts.logs)
			attempts.logs = calloc(NAMED_EVENT_COUNT, LOG_BYTES);
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

int programs__install(struct probe_bpf *skeleton)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, skeleton->obj) {
		int event = program__event(program), fd = bpf_program__fd(program);
		struct bpf_map *table =
			event & 1 ? skeleton->maps.exit_programs : skeleton->maps.enter_programs;
		uint32_t key = (uint32_t)event;

		if (event < 0 || fd < 0)
			continue;
		if (bpf_map_update_elem(bpf_map__fd(table), &key, &fd, BPF_ANY))
			return -errno;
	}
	return 0;
}
