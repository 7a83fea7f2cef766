// SPDX-License-Identifier: Apache-2.0
/*
 * Memory that the program shares, and can read when this process has crashed: events that wait to be sent, or
 * those of a capture, and their values. It is a file (descriptor 5) that the program has made:
 * src/plugins/host/shared-memory.ts has the same layout.
 */
#pragma once

#include "frames.h"

#define SHARED_BLOCKS_AT 4096u
#define SHARED_BLOCKS_SIZE (96u << 20)
#define SHARED_VALUES_AT (SHARED_BLOCKS_AT + SHARED_BLOCKS_SIZE)
#define SHARED_VALUES_SIZE (96u << 20)
#define SHARED_SIZE (SHARED_VALUES_AT + SHARED_VALUES_SIZE)

/* What waits, or has values by now: it is whole whenever count has changed. */
struct shared {
	/* Number of the batch that they will be, from 1. */
	uint32_t batch;
	uint32_t count;
	uint32_t blocks_length;
	uint32_t values_length;
};

/*
 * Maps the memory, and makes both buffers lie in it, which must not grow beyond their capacity; NULL if it
 * cannot be mapped.
 */
struct shared *shared__map(struct buffer *blocks, struct buffer *values);
