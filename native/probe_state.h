/* SPDX-License-Identifier: Apache-2.0 */
/* What one open probe holds; for the files of this folder only. */
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
	struct refused_programs refused;
	uint64_t slept_ns;	    /* by the machine, as far as it is made up for in the time of events */
	uint64_t late_events_known; /* rings.late_events when verdicts were last taken */
};
