/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the probe's programs and enters those of events into the dispatch tables. */
#pragma once

#include "ebpf/shared.h"
#include "probe.skel.h"

#include <stdint.h>

/* Fills in the settings of a newly opened skeleton. Returns 0 or a negative errno. */
typedef int (*configure_fn)(struct probe_bpf *skeleton, void *context);

/* Most programs that the kernel may refuse before loading fails. Each costs one more attempt. */
#define MAX_REFUSED 32

/* Names of the events whose programs the kernel refused. */
struct refused_programs {
	const char *names[MAX_REFUSED];
	size_t count;
};

/*
 * Opens, configures and loads the skeleton. If the kernel refuses the program of an event, the program is
 * left out and noted in `refused`; only its event is affected. NULL: `err` is a negative errno.
 */
struct probe_bpf *programs__load(configure_fn configure, void *context, struct refused_programs *refused,
				 int *err);

/* Enters the programs of events into the dispatch tables. Returns 0 or a negative errno. */
int programs__install(struct probe_bpf *skeleton);

/* Closes the descriptors of programs that are not attached directly; the dispatch tables keep these
 * loaded. */
void programs__close(struct probe_bpf *skeleton);
