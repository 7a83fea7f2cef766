/* SPDX-License-Identifier: Apache-2.0 */
/* The rings of all CPUs as one stream of event blocks, ordered by time. */
#pragma once

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_state;

/* How large rings are, and how many. */
struct ring_layout {
	uint32_t cpus;		/* possible ones */
	uint32_t present;	/* present CPUs; each has a ring */
	uint32_t segment_bytes; /* in which blocks begin; a power of two */
	uint32_t segment_count; /* of one ring; a power of two */
};

struct ring {
	struct cpu_state *state;
	const uint8_t *segments;
	uint64_t pos, end; /* of this read */
	uint64_t head_ts;  /* of the block at pos */
	uint64_t last_ts;  /* of the block before pos */
	bool is_busy;	   /* whether an event may be on its way that is not before end */
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
	uint64_t last_ts;     /* of the last event given out */
	uint64_t late_events; /* that arrived after later ones had been delivered */
};

/* The maps of the probe that rings are made of. */
struct ring_maps {
	int states, segments, wakeups;
};

/* Rings of so many bytes (a power of two, at least 128 KiB) for the CPUs of this machine. Negative: an error.
 */
int ring_layout__choose(struct ring_layout *layout, uint32_t ring_bytes);
/* Bytes of one segment in memory. */
size_t ring_layout__segment_size(const struct ring_layout *layout);

/* Maps the rings of a probe that was loaded for the layout. */
int rings__open(struct rings *rings, const struct ring_layout *layout, const struct ring_maps *maps);
void rings__close(struct rings *rings);

/* As probe__read; events later than `until` (ns since the epoch) stay. */
size_t rings__read(struct rings *rings, uint8_t *slab, size_t size, uint64_t until);

/* Takes a snapshot of the kernel's write positions; a read ends there. */
void rings__snapshot(struct rings *rings);
