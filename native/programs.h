/* SPDX-License-Identifier: Apache-2.0 */
/* The programs of the probe: loading them, and finding the ones that belong to events. */
#pragma once

#include "ebpf/shared.h"
#include "probe.skel.h"

#include <stdint.h>

/* Called on a freshly opened skeleton to fill in settings; 0 or a negative errno. */
typedef int (*configure_fn)(struct probe_bpf *skeleton, void *context);

/* How many programs may be refused before the probe is; each costs one more attempt to load. */
#define MAX_REFUSED 32

/* Names of the events whose programs the kernel refused. */
struct refused_programs {
	const char *names[MAX_REFUSED];
	size_t count;
};

/*
 * Opens, configures and loads. A program of an event that the kernel refuses is left out
 * (noted in `refused`), so that it costs only its own event. NULL: `err` is a negative errno.
 */
struct probe_bpf *programs__load(configure_fn configure, void *context, struct refused_programs *refused,
				 int *err);

/* Enters the programs of events into the tables of the dispatchers; 0 or a negative errno. */
int programs__install(struct probe_bpf *skeleton);

/* Closes the descriptors of all programs that are not attached: the tables and links hold them from now on.
 */
void programs__close(struct probe_bpf *skeleton);
