/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tracepoints of all system calls in perf. Unlike BTF tracepoints, perf disables preemption around the
 * programs that it calls, in every kernel.
 */
#pragma once

#include "ebpf/shared.h"

#include <stdbool.h>

/* Descriptors of perf events, by hook; -1: not open. */
struct call_tracepoints {
	int fds[HOOK_COUNT];
};

#define NO_CALL_TRACEPOINTS ((struct call_tracepoints){{-1, -1}})

/* False, and nothing is open, if this process may not open them or tracefs cannot be read. */
bool call_tracepoints__open(struct call_tracepoints *tracepoints);
void call_tracepoints__close(struct call_tracepoints *tracepoints);
