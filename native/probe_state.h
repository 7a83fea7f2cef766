/* SPDX-License-Identifier: Apache-2.0 */
/* The state of an open probe. Private to this folder. */
#pragma once

#include "probe.h"
#include "ebpf/shared.h"
#include "probe.skel.h"
#include "programs.h"
#include "rings.h"

struct probe {
	struct probe_bpf *skeleton;
	struct ring_layout layout;
	struct rings rings;
	struct programs programs;
	uint64_t slept_ns;	    /* time that the machine slept, as added to event times so far */
	uint64_t late_events_known; /* rings.late_events at the last probe__reject */
};
