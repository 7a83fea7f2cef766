// SPDX-License-Identifier: Apache-2.0
/*
 * Checks event blocks and stops at the first damaged one. Applies the same rule as scap/event-check.ts: an
 * event must pass it before anything else reads the event.
 */
#include <wasm_simd128.h>

#include "../ebpf/generated/events.h"
#include "../event_block.h"
#include "generated/actions.h"
#include "shared.h"

#define MIN_BLOCK_BYTES (sizeof(struct event_block) + BLOCK_TRAILER_BYTES)
/* 16-bit lengths that are added in one step. */
#define LANES 8

/* Number of sound events in the last check, and the offset of the last one. */
SHARED uint32_t checked;
SHARED uint32_t last_checked;

/* Whether a whole event block with matching lengths starts here, within `room` bytes. */
static int is_framed(const struct event_block *block, uint32_t room)
{
	uint32_t length, most;

	if (room < MIN_BLOCK_BYTES)
		return 0;
	switch (block->type) {
	case BLOCK_EVENT_V2:
	case BLOCK_EVENT_FLAGS_V2:
		most = MAX_SMALL_BLOCK_BYTES;
		break;
	case BLOCK_EVENT_V2_LARGE:
	case BLOCK_EVENT_FLAGS_V2_LARGE:
		most = MAX_LARGE_BLOCK_BYTES;
		break;
	default:
		return 0;
	}
	length = block->length;
	if (length < MIN_BLOCK_BYTES || length > room || length > most || length % 4)
		return 0;
	return *(const uint32_t *)((const uint8_t *)block + length - BLOCK_TRAILER_BYTES) == length;
}

/* The sum of 16-bit lengths. The memory must be readable for some bytes after the last one. */
static uint64_t sum_of_shorts(const uint16_t *sizes, uint32_t count)
{
	const v128_t lanes = wasm_u16x8_const(0, 1, 2, 3, 4, 5, 6, 7);
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i += LANES) {
		v128_t wanted = wasm_u16x8_lt(lanes, wasm_u16x8_splat(count - i < LANES ? count - i : LANES));
		v128_t some = wasm_v128_and(wasm_v128_load(sizes + i), wanted);
		v128_t sums = wasm_u32x4_extadd_pairwise_u16x8(some);

		sum += wasm_u32x4_extract_lane(sums, 0) + wasm_u32x4_extract_lane(sums, 1) +
		       wasm_u32x4_extract_lane(sums, 2) + wasm_u32x4_extract_lane(sums, 3);
	}
	return sum;
}

static uint64_t sum_of_words(const uint32_t *sizes, uint32_t count)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += sizes[i];
	return sum;
}

/* Whether the lengths of the parameters have 32 bits; the block decides if the event type is unknown. */
static int has_words(const struct event_block *block, uint32_t event_type)
{
	return event_type < EVENT_COUNT ? HAS_LARGE_PAYLOAD(event_type) : block->type >= BLOCK_EVENT_V2_LARGE;
}

/* Whether the event of a framed block can be read. */
static int is_sound(const struct event_block *block)
{
	uint32_t flags =
		block->type == BLOCK_EVENT_V2 || block->type == BLOCK_EVENT_V2_LARGE ? 0 : BLOCK_FLAGS_BYTES;
	/* shifted by the flags word: only its members from `ts` on are valid */
	const struct event_block *event = (const struct event_block *)((const uint8_t *)block + flags);
	uint32_t room = block->length - BLOCK_EVENT_AT - flags - BLOCK_TRAILER_BYTES;
	uint64_t bytes, count;
	int is_large;

	if (block->length < MIN_BLOCK_BYTES + flags || event->event_length > room)
		return 0;
	count = event->param_count;
	is_large = has_words(block, event->event_type);
	bytes = EVENT_HEADER_BYTES + count * (is_large ? sizeof(uint32_t) : sizeof(uint16_t));
	if (bytes > event->event_length)
		return 0;
	bytes += is_large ? sum_of_words((const uint32_t *)event->param_sizes, count)
			  : sum_of_shorts(event->param_sizes, count);
	return bytes <= event->event_length;
}

/* Returns the offset of the first block from `at` on that is not a sound event, or `end`. */
SHARED uint32_t check(const uint8_t *slab, uint32_t at, uint32_t end)
{
	checked = 0;
	for (;;) {
		const struct event_block *block = (const struct event_block *)(slab + at);

		if (!is_framed(block, end - at) || !is_sound(block))
			return at;
		checked++;
		last_checked = at;
		at += block->length;
	}
}
