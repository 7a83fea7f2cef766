/* SPDX-License-Identifier: Apache-2.0 */
/* Which system calls the probe records. */
#pragma once

#include "ebpf/shared.h"
#include "probe.h"
#include "probe.skel.h"

#include <stdbool.h>

/* Fills in the probe's tables before it is loaded. False if a given table has the wrong size. */
bool interest__set(struct probe_bpf *skeleton, const struct probe_interest *interest);

/* Marks the events of the system calls in the probe's table: `events` has EVENT_COUNT elements. */
void interest__mark_events(const struct probe_bpf *skeleton, bool *events);
