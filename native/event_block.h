/* SPDX-License-Identifier: Apache-2.0 */
/* Event blocks of .scap files (type EV V2, docs of the format: block, CPU, event, padding, trailer) as they
 * lie. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define EVENT_BLOCK 0x216u
#define BLOCK_TAIL_BYTES 4

struct event_block {
	uint32_t type;
	uint32_t length; /* of the block, trailer included; a multiple of four */
	uint16_t cpu;
	/* the event */
	uint64_t ts; /* ns since the epoch */
	int64_t tid;
	uint32_t event_length; /* header included */
	uint16_t event_type;
	uint32_t param_count;
	uint16_t param_sizes[]; /* bytes of each, then the parameters */
} __attribute__((packed));

#define BLOCK_HEAD_BYTES offsetof(struct event_block, ts)
/* Bytes of an event with its padding: blocks are multiples of four, and an event begins in the middle of one.
 */
#define EVENT_PADDED_BYTES(event_bytes) ((((event_bytes) + 1) & ~3u) + 2)
#define EVENT_HEAD_BYTES (offsetof(struct event_block, param_sizes) - BLOCK_HEAD_BYTES)
