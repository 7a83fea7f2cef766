/* SPDX-License-Identifier: Apache-2.0 */
/* The probe's programs: loads those that a capture needs, and attaches them. */
#pragma once

#include "perf_tracepoints.h"
#include "ebpf/shared.h"
#include "probe.skel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Hooks with a program that is attached. */
#define ATTACHED_MAX 16
/* Most programs that the kernel may refuse: one for each slot, and those that are attached. */
#define REFUSED_MAX (PROGRAM_SLOTS + ATTACHED_MAX)

/* A program that is attached, and its link to the hook; -1: none. */
struct attached_program {
	int fd, link_fd;
	enum perf_hook hook; /* at which perf calls it; NO_PERF_HOOK: it has a BTF tracepoint */
	bool is_substitute;  /* comes before the others of its hook (ebpf/substitute.bpf.h) */
};

struct programs {
	struct perf_tracepoints tracepoints; /* open if perf calls programs, until they are detached */
	struct attached_program attached[ATTACHED_MAX];
	size_t attached_count;
	/* Names of events that are recorded as generic ones, or not at all, because the kernel refused their
	 * programs. */
	const char *refused[REFUSED_MAX];
	size_t refused_count;
	/* The program without which no capture is possible and that the kernel refused; NULL: none. */
	const char *missing;
};

/*
 * Loads the programs of a configured skeleton that its interest in system calls needs. If the kernel refuses
 * the program of an event, only that event is affected. Returns 0 or a negative errno.
 */
int programs__load(struct programs *programs, struct probe_bpf *skeleton);

/* Attaches the loaded programs, those that perf calls to its tracepoints. Returns 0 or a negative errno. */
int programs__attach(struct programs *programs);
void programs__detach(struct programs *programs);

/* Whether the kernel refused a program. */
bool programs__refused(const struct programs *programs, const char *name);

/* How often the kernel skipped an attached program because it was already running on that CPU. Substitutes do
 * not count. */
uint64_t programs__missed_runs(const struct programs *programs);

/* Detaches and frees them. */
void programs__close(struct programs *programs);
