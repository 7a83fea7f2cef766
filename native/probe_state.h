/* SPDX-License-Identifier: Apache-2.0 */
/* The state of an open probe. Private to this folder. */
#pragma once

#include "probe.h"
#include "ebpf/shared.h"
#include "probe.skel.h"
#include "programs.h"
#include "rings.h"
#include "slab_queue.h"

struct probe {
	struct probe_bpf *skeleton;
	struct ring_layout layout;
	struct rings rings;
	struct programs programs;
	uint64_t slept_ns;    /* time that the machine slept, as added to event times so far */
	uint64_t attached_ts; /* time by the clock of events when the programs were attached */
	/* Held while the rings are read and their events are added to the queue. */
	pthread_mutex_t reading;
	struct slab_queue queue;
	uint64_t trim_from_ns;	    /* when memory was last needed for more than the next events */
	uint64_t trim_wait_ns;	    /* how long after it memory is given back next; 0: it is given back */
	struct ring_counts counts;  /* as of the events that probe__read delivered last */
	uint64_t late_events_known; /* counts.late_events at the last probe__reject */
};

/* Has probe__read give memory back once it is no longer needed. */
void probe__trim_later(struct probe *probe);
