/* SPDX-License-Identifier: Apache-2.0 */
/* The rings of all CPUs as one stream of event blocks, ordered by time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
	int fd;
	uint16_t cpu;
	uint64_t *consumer;	  /* ours to write */
	const uint64_t *producer; /* the kernel's */
	const uint8_t *data;	  /* mapped twice in a row, so that records never wrap */
	uint64_t mask;
	uint64_t pos, end; /* of this read */
	uint64_t head_ts;  /* of the event at pos */
	uint64_t last_ts;  /* of the event before pos */
};

struct rings {
	struct ring *all;
	struct ring **heap; /* rings with an event at pos, the oldest on top */
	uint32_t count, heap_count;
	int epoll_fd;
	uint64_t last_ts;    /* of the last event given out */
	uint64_t stragglers; /* events that came later than their time */
};

/* Makes a ring for every CPU that is online and enters it into the probe's map of rings. */
int rings__open(struct rings *rings, uint32_t cpus, uint32_t ring_bytes, int map_fd);
void rings__close(struct rings *rings);

/* As probe__read; events later than `until` (ns since the epoch) stay. */
size_t rings__read(struct rings *rings, uint8_t *slab, size_t size, uint64_t until);

/* Reads where the kernel's write positions stand: what is behind them is not part of the read. */
void rings__snapshot(struct rings *rings);
