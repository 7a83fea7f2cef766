/* SPDX-License-Identifier: Apache-2.0 */
/* Merges the rings of all CPUs into one stream of event blocks, ordered by time. */
#pragma once

#include "ebpf/generated/stats.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_state;

/* Number and size of the rings. */
struct ring_layout {
	uint32_t cpus;		/* possible CPUs */
	uint32_t present;	/* present CPUs; each has a ring */
	uint32_t segment_bytes; /* part of a segment in which blocks start; a power of two */
	uint32_t segment_count; /* per ring; a power of two */
};

struct ring {
	struct cpu_state *state;
	const uint8_t *segments;
	uint64_t pos, end; /* range of this read */
	uint64_t head_ts;  /* of the block at pos */
	bool is_head_held; /* whether the block at pos is older than the one before it */
	uint64_t last_ts;  /* of the block before pos */
	bool is_busy;	   /* whether its CPU may be writing an event at end */
};

struct rings {
	struct ring_layout layout;
	struct cpu_state *states; /* by CPU */
	const uint8_t *segments;  /* of all rings */
	struct ring *all;
	struct ring **heap; /* rings with a block at pos, the oldest on top */
	uint32_t count, heap_count;
	struct ring_buffer *wakeups;
	int epoll_fd;
	uint64_t last_ts;     /* of the last event delivered */
	uint64_t late_events; /* that arrived after newer ones were delivered */
};

/* Counters that change while events are written and read. */
struct ring_counts {
	uint64_t kernel[STAT_KERNEL_COUNT]; /* by slot, of all CPUs */
	uint64_t late_events;
};

/* Descriptors of the probe's maps for the rings. */
struct ring_maps {
	int states, segments, wakeups;
};

/* Chooses the layout for rings of `ring_bytes` each (a power of two, at least 128 KiB) on this machine.
 * Returns 0 or a negative errno. */
int ring_layout__choose(struct ring_layout *layout, uint32_t ring_bytes);
/* Bytes of one segment in memory. */
size_t ring_layout__segment_size(const struct ring_layout *layout);

/* Maps the rings of a probe that was loaded with this layout. */
int rings__open(struct rings *rings, const struct ring_layout *layout, const struct ring_maps *maps);
void rings__close(struct rings *rings);

/* Like probe__read. Events after `until` (ns since the epoch) stay in the rings. */
size_t rings__read(struct rings *rings, uint8_t *slab, size_t size, uint64_t until);

/* Takes a snapshot of the kernel's write positions, where the next rings__read ends. */
void rings__snapshot(struct rings *rings);
/* The most bytes that one ring held at the snapshot. */
uint64_t rings__fullest(const struct rings *rings);

/* The counters at the moment. */
void rings__count(const struct rings *rings, struct ring_counts *counts);

/* Calls that only a substitute of the probe has taken (ebpf/substitute.bpf.h). */
uint64_t rings__substituted(const struct rings *rings);

/* Length of an event block. */
uint32_t block__bytes(const uint8_t *block);
