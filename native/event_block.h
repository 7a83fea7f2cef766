/* SPDX-License-Identifier: Apache-2.0 */
/* An event block of a .scap file without a flags word (docs/reference/SCAP-FORMAT.md): block header, CPU,
 * event, padding, trailer. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ebpf/generated/event_layout.h"

struct event_block {
	uint32_t type;
	uint32_t length; /* of the block, including the trailer; a multiple of four */
	uint16_t cpu;
	/* the event */
	uint64_t ts; /* ns since the epoch */
	int64_t tid;
	uint32_t event_length; /* including the header */
	uint16_t event_type;
	uint32_t param_count;
	uint16_t param_sizes[]; /* bytes of each; the parameters follow */
} __attribute__((packed));

/* Checks that the structure has the layout of the reader (src/schema/event-layout.ts). */
#define CHECK_OFFSET(member, at) \
	_Static_assert(offsetof(struct event_block, member) == (at), #member " is at another offset")
CHECK_OFFSET(length, BLOCK_LENGTH_AT);
CHECK_OFFSET(cpu, BLOCK_CPU_AT);
CHECK_OFFSET(ts, BLOCK_EVENT_AT + EVENT_TS_AT);
CHECK_OFFSET(tid, BLOCK_EVENT_AT + EVENT_TID_AT);
CHECK_OFFSET(event_length, BLOCK_EVENT_AT + EVENT_LENGTH_AT);
CHECK_OFFSET(event_type, BLOCK_EVENT_AT + EVENT_TYPE_AT);
CHECK_OFFSET(param_count, BLOCK_EVENT_AT + EVENT_NPARAMS_AT);
CHECK_OFFSET(param_sizes, BLOCK_EVENT_AT + EVENT_HEADER_BYTES);
#undef CHECK_OFFSET

/* Bytes of an event with its padding, which makes the block's length a multiple of four. */
#define EVENT_PADDED_BYTES(event_bytes) ((((event_bytes) + 1) & ~3u) + 2)
