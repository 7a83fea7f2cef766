/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tracepoints at which perf can call programs of the probe. Unlike BTF tracepoints, perf disables
 * preemption around the programs that it calls, in every kernel.
 */
#pragma once

#include "ebpf/shared.h"

#include <stdbool.h>

/* Each program that perf can call is at one of these, or is called by one that is. */
enum perf_hook {
	PERF_ENTER = HOOK_ENTER,
	PERF_EXIT = HOOK_EXIT,
	PERF_PROCESS_EXIT,
	PERF_NEW_TASK,
	PERF_HOOKS,
	NO_PERF_HOOK = -1,
};

/* The hook at which perf can call programs for the BTF tracepoint with this name; NO_PERF_HOOK: none. */
enum perf_hook perf_tracepoints__find(const char *name);

/* Descriptors of perf events, by hook; -1: not open. */
struct perf_tracepoints {
	int fds[PERF_HOOKS];
};

#define NO_PERF_TRACEPOINTS ((struct perf_tracepoints){{-1, -1, -1, -1}})

/* False, and nothing is open, if this process may not open them or tracefs cannot be read. */
bool perf_tracepoints__open(struct perf_tracepoints *tracepoints);
void perf_tracepoints__close(struct perf_tracepoints *tracepoints);
