/* SPDX-License-Identifier: Apache-2.0 */
/* Which system calls the probe records. */
#pragma once

#include "ebpf/shared.h"
#include "probe.h"
#include "probe.skel.h"

#include <stdbool.h>

/* Fills in the probe's tables before it is loaded. False if a given table has the wrong size. */
bool interest__set(struct probe_bpf__bss *memory, const struct probe_interest *interest);
