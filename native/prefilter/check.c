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

#define MIN_BLOCK_BYTES (sizeof(struct event_block) + BLOCK_TRAILER_BYTES)
/* 16-bit lengths in a word, and every second one of them. */
#define LANES 4
#define LOW_LANES UINT64_C(0x0000ffff0000ffff)
/* Most parameters whose lengths are added without a loop. */
#define FEW (2 * LANES)

/* Number of sound events in the last check, and the offset of the last one. */
SHARED uint32_t checked;
SHARED uint32_t last_checked;

/* The maximum length of an event block of this type; 0 for other blocks. */
static uint32_t most_bytes(uint32_t block_type)
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

/* Whether a block ends with the length that it begins with. The whole block must be in memory. */
INLINE int has_matching_lengths(const struct event_block *block)
{
	const uint8_t *end = (const uint8_t *)block + block->length;

	return *(const uint32_t *)(end - BLOCK_TRAILER_BYTES) == block->length;
}

/* The first of the lengths in a word. */
INLINE uint64_t first_of(uint64_t lanes, uint32_t count)
{
	uint32_t half = (LANES - count) * 8;

	/* one shift by 64 bits would do nothing */
	return lanes << half << half;
}

/* The lengths in a word, added in pairs: two 32-bit sums. */
INLINE uint64_t pairs_of(uint64_t lanes)
{
	return (lanes & LOW_LANES) + (lanes >> 16 & LOW_LANES);
}

/* The sum of at most FEW 16-bit lengths. The memory must be readable for some bytes after the last one. */
INLINE uint32_t sum_of_few(const uint16_t *sizes, uint32_t count)
{
	uint64_t lanes, more, pairs;

	__builtin_memcpy(&lanes, sizes, sizeof(lanes));
	if (count <= LANES) {
		pairs = pairs_of(first_of(lanes, count));
	} else {
		__builtin_memcpy(&more, sizes + LANES, sizeof(more));
		pairs = pairs_of(lanes) + pairs_of(first_of(more, count - LANES));
	}
	return (uint32_t)pairs + (uint32_t)(pairs >> 32);
}

/* Whether a sound event of the most frequent form starts here, within `room` bytes: at least MIN_BLOCK_BYTES.
 * The other forms have a slower check. */
INLINE int is_plain_event(const struct event_block *block, uint32_t room)
{
	uint32_t length = block->length, count = block->param_count;
	uint32_t most = room < MAX_SMALL_BLOCK_BYTES ? room : MAX_SMALL_BLOCK_BYTES;

	if (block->type != BLOCK_EVENT_V2 || length < MIN_BLOCK_BYTES || length > most || length % 4 ||
	    !has_matching_lengths(block))
		return 0;
	if (count > FEW || HAS_LARGE_PAYLOAD(block->event_type) ||
	    block->event_length > length - BLOCK_EVENT_AT - BLOCK_TRAILER_BYTES)
		return 0;
	return EVENT_HEADER_BYTES + count * sizeof(uint16_t) + sum_of_few(block->param_sizes, count) <=
	       block->event_length;
}

/* Whether a whole event block with matching lengths starts here, within `room` bytes: at least
 * MIN_BLOCK_BYTES. */
static int is_framed(const struct event_block *block, uint32_t room)
{
	uint32_t length = block->length;

	return length >= MIN_BLOCK_BYTES && length <= room && length <= most_bytes(block->type) &&
	       length % 4 == 0 && has_matching_lengths(block);
}

static uint64_t sum_of_shorts(const uint16_t *sizes, uint32_t count)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++)
		sum += sizes[i];
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
static int has_words(uint32_t block_type, uint32_t event_type)
{
	return event_type < EVENT_COUNT ? HAS_LARGE_PAYLOAD(event_type) : block_type >= BLOCK_EVENT_V2_LARGE;
}

/* Whether the event of a framed block can be read. */
static int is_sound(const struct event_block *block)
{
	uint32_t type = block->type;
	uint32_t flags = type == BLOCK_EVENT_V2 || type == BLOCK_EVENT_V2_LARGE ? 0 : BLOCK_FLAGS_BYTES;
	/* shifted by the flags word: only its members from `ts` on are valid */
	const struct event_block *event = (const struct event_block *)((const uint8_t *)block + flags);
	uint32_t room = block->length - BLOCK_EVENT_AT - flags - BLOCK_TRAILER_BYTES;
	uint64_t bytes, count;
	int is_large;

	if (block->length < MIN_BLOCK_BYTES + flags || event->event_length > room)
		return 0;
	count = event->param_count;
	is_large = has_words(type, event->event_type);
	bytes = EVENT_HEADER_BYTES + count * (is_large ? sizeof(uint32_t) : sizeof(uint16_t));
	if (bytes > event->event_length)
		return 0;
	bytes += is_large ? sum_of_words((const uint32_t *)event->param_sizes, count)
			  : sum_of_shorts(event->param_sizes, count);
	return bytes <= event->event_length;
}

/* Whether a sound event starts here, within `room` bytes. */
INLINE int is_event(const struct event_block *block, uint32_t room)
{
	if (room < MIN_BLOCK_BYTES)
		return 0;
	return is_plain_event(block, room) || (is_framed(block, room) && is_sound(block));
}

/* Returns the offset of the first block from `at` on that is not a sound event, or `end`. */
SHARED uint32_t check(const uint8_t *slab, uint32_t at, uint32_t end)
{
	const struct event_block *block = (const struct event_block *)(slab + at);
	uint32_t count = 0, last = at;

	while (is_event(block, end - at)) {
		count++;
		last = at;
		at += block->length;
		block = (const struct event_block *)(slab + at);
	}
	checked = count;
	last_checked = last;
	return at;
}
