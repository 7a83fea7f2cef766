/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes that a filter seeks in events: without them, it rejects events of some types. */
#pragma once

#include <stdint.h>

#include "../event_block.h"
#include "generated/actions.h"
#include "shared.h"

/* At least two, and for each byte the bits that do not matter, which are set. Set by the caller. */
SHARED uint8_t sought[MOST_SOUGHT];
SHARED uint8_t sought_case[MOST_SOUGHT];
SHARED uint32_t sought_size;

/* A word with this byte in all places. */
#define EVERY(byte) (0x0101010101010101ull * (byte))

/* Whether one of the bytes of a word is zero. */
INLINE int has_zero(uint64_t word)
{
	return ((word - EVERY(1)) & ~word & EVERY(0x80)) != 0;
}

INLINE uint64_t word_at(const uint8_t *at)
{
	uint64_t word;

	__builtin_memcpy(&word, at, sizeof(word));
	return word;
}

INLINE int is_sought(const uint8_t *at)
{
	for (uint32_t i = 0; i < sought_size; i++)
		if ((at[i] | sought_case[i]) != sought[i])
			return 0;
	return 1;
}

/* Whether the parameters of an event have the bytes in them. Reads some bytes behind the event, which are in
 * memory: there is more behind the batch. */
SHARED __attribute__((noinline)) int has_sought(const struct event_block *block)
{
	const uint8_t *at = (const uint8_t *)block->param_sizes;
	const uint8_t *end = (const uint8_t *)block + block->length;
	uint64_t first = EVERY(sought[0]), second = EVERY(sought[1]);
	uint64_t case_1 = EVERY(sought_case[0]), case_2 = EVERY(sought_case[1]);

	for (; at < end; at += sizeof(uint64_t)) {
		if (!has_zero(((word_at(at) | case_1) ^ first) | ((word_at(at + 1) | case_2) ^ second)))
			continue;
		for (uint32_t i = 0; i < sizeof(uint64_t); i++)
			if (at + i + sought_size <= end && is_sought(at + i))
				return 1;
	}
	return 0;
}
