// SPDX-License-Identifier: Apache-2.0
/*
 * Checks event blocks and stops at the first damaged one. Applies the same rule as scap/event-check.ts: an
 * event must pass it before anything else reads the event.
 */
#include <stdint.h>

#include "../ebpf/generated/events.h"
#include "../event_block.h"
#include "generated/actions.h"
#include "shared.h"

/* Code that a block type known at compile time makes faster. */
#define INLINE static inline __attribute__((always_inline))

#define MIN_BLOCK_BYTES (sizeof(struct event_block) + BLOCK_TRAILER_BYTES)
/* 16-bit lengths that are added in one step, and every second one of them. */
#define LANES 4
#define LOW_LANES UINT64_C(0x0000ffff0000ffff)

/* Number of sound events in the last check, and the offset of the last one. */
SHARED uint32_t checked;
SHARED uint32_t last_checked;

/* The maximum length of an event block of this type; 0 for other blocks. */
INLINE uint32_t most_bytes(uint32_t block_type)
{
	switch (block_type) {
	case BLOCK_EVENT_V2:
	case BLOCK_EVENT_FLAGS_V2:
		return MAX_SMALL_BLOCK_BYTES;
	case BLOCK_EVENT_V2_LARGE:
	case BLOCK_EVENT_FLAGS_V2_LARGE:
		return MAX_LARGE_BLOCK_BYTES;
	default:
		return 0;
	}
}

/* Whether a whole event block with matching lengths starts here, within `room` bytes: at least
 * MIN_BLOCK_BYTES. */
INLINE int is_framed(const struct event_block *block, uint32_t block_type, uint32_t room)
{
	uint32_t length = block->length;

	if (length < MIN_BLOCK_BYTES || length > room || length > most_bytes(block_type) || length % 4)
		return 0;
	return *(const uint32_t *)((const uint8_t *)block + length - BLOCK_TRAILER_BYTES) == length;
}

/* The sum of four 16-bit lengths in one word. */
static uint32_t sum_of_lanes(uint64_t lanes)
{
	uint64_t pairs = (lanes & LOW_LANES) + (lanes >> 16 & LOW_LANES);

	return (uint32_t)pairs + (uint32_t)(pairs >> 32);
}

/* The sum of 16-bit lengths. The memory must be readable for some bytes after the last one. */
static uint64_t sum_of_shorts(const uint16_t *sizes, uint32_t count)
{
	uint64_t sum = 0, lanes;

	for (; count >= LANES; count -= LANES, sizes += LANES) {
		__builtin_memcpy(&lanes, sizes, sizeof(lanes));
		sum += sum_of_lanes(lanes);
	}
	__builtin_memcpy(&lanes, sizes, sizeof(lanes));
	return count == 0 ? sum : sum + sum_of_lanes(lanes << 16 * (LANES - count));
}

static uint64_t sum_of_words(const uint32_t *sizes, uint32_t count)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += sizes[i];
	return sum;
}

/* Whether the lengths of the parameters have 32 bits; the block decides if the event type is unknown. */
INLINE int has_words(uint32_t block_type, uint32_t event_type)
{
	return event_type < EVENT_COUNT ? HAS_LARGE_PAYLOAD(event_type) : block_type >= BLOCK_EVENT_V2_LARGE;
}

/* Whether the event of a framed block can be read. */
INLINE int is_sound(const struct event_block *block, uint32_t block_type)
{
	uint32_t flags =
		block_type == BLOCK_EVENT_V2 || block_type == BLOCK_EVENT_V2_LARGE ? 0 : BLOCK_FLAGS_BYTES;
	/* shifted by the flags word: only its members from `ts` on are valid */
	const struct event_block *event = (const struct event_block *)((const uint8_t *)block + flags);
	uint32_t room = block->length - BLOCK_EVENT_AT - flags - BLOCK_TRAILER_BYTES;
	uint64_t bytes, count;
	int is_large;

	if (block->length < MIN_BLOCK_BYTES + flags || event->event_length > room)
		return 0;
	count = event->param_count;
	is_large = has_words(block_type, event->event_type);
	bytes = EVENT_HEADER_BYTES + count * (is_large ? sizeof(uint32_t) : sizeof(uint16_t));
	if (bytes > event->event_length)
		return 0;
	bytes += is_large ? sum_of_words((const uint32_t *)event->param_sizes, count)
			  : sum_of_shorts(event->param_sizes, count);
	return bytes <= event->event_length;
}

INLINE int is_event(const struct event_block *block, uint32_t block_type, uint32_t room)
{
	return is_framed(block, block_type, room) && is_sound(block, block_type);
}

/* Whether a sound event starts here, within `room` bytes. Nearly all blocks have one type, which has code of
 * its own. */
INLINE int is_any_event(const struct event_block *block, uint32_t room)
{
	if (room < MIN_BLOCK_BYTES)
		return 0;
	return block->type == BLOCK_EVENT_V2 ? is_event(block, BLOCK_EVENT_V2, room)
					     : is_event(block, block->type, room);
}

/* Returns the offset of the first block from `at` on that is not a sound event, or `end`. */
SHARED uint32_t check(const uint8_t *slab, uint32_t at, uint32_t end)
{
	const struct event_block *block = (const struct event_block *)(slab + at);
	uint32_t count = 0, last = at;

	while (is_any_event(block, end - at)) {
		count++;
		last = at;
		at += block->length;
		block = (const struct event_block *)(slab + at);
	}
	checked = count;
	last_checked = last;
	return at;
}
