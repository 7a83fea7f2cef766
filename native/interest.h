/* SPDX-License-Identifier: Apache-2.0 */
/* Which system calls the kernel side records at all. */
#pragma once

#include "ebpf/shared.h"
#include "probe.h"
#include "probe.skel.h"

#include <stdbool.h>

/* Fills in the tables of the probe, before it is loaded; false: the tables given are not as large as those.
 */
bool interest__set(struct probe_bpf__bss *memory, const struct probe_interest *interest);
