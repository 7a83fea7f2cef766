/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Scattered data (struct iovec). As in the reference, only the first 32 entries count. */
#pragma once

#include "call.bpf.h"
#include "put.bpf.h"
#include "repeat.bpf.h"
#include <linux/uio.h>

#define IOVEC_MAX 32
/* Mask for counts, to be applied to the variable itself: the verifier does not learn its bounds from a masked
 * copy. */
#define COUNT_MASK 0xffff

/* An array of struct iovec in the caller's memory. */
struct vector {
	u64 array, count;
	bool is_narrow; /* their members have 32 bits */
};

/* The struct iovec of a 32-bit caller. */
struct narrow_iovec {
	u32 base, len;
};

static __always_inline struct vector call__vector(const struct call *call, u64 array, u64 count)
{
	return (struct vector){array, count, call->is_narrow};
}

/* Reads one entry; false if it is unreadable. */
static __always_inline bool vector__read(const struct vector *vector, u32 index, struct iovec *entry)
{
	struct narrow_iovec narrow;

	if (!vector->is_narrow)
		return !bpf_probe_read_user(entry, sizeof(*entry),
					    (const void *)(vector->array + index * sizeof(*entry)));
	if (bpf_probe_read_user(&narrow, sizeof(narrow),
				(const void *)(vector->array + index * sizeof(narrow))))
		return false;
	*entry = (struct iovec){(void *)(u64)narrow.base, narrow.len};
	return true;
}

/* Sum of the lengths; 0 if the array is unreadable. An ordinary loop: the verifier follows it quickly, and
 * calls would take longer than the rest of it. */
static __always_inline u64 vector__size(struct vector vector)
{
	u64 entries = low_bits(vector.count, COUNT_MASK);
	struct iovec entry;
	u64 size = 0;

	for (u32 i = 0; i < IOVEC_MAX && i < entries; i++) {
		if (!vector__read(&vector, i, &entry))
			return 0;
		size += entry.iov_len;
	}
	return size;
}

/* A walk through the entries that appends their data. */
struct vector_copy {
	struct vector vector;
	u8 *event;
	u64 pos;  /* where the next byte goes */
	u64 left; /* bytes to append */
};

static __noinline long vector_copy__step(u32 index, struct vector_copy *copy)
{
	u64 left = low_bits(copy->left, OFFSET_MASK), pos = low_bits(copy->pos, POSITION_MASK), chunk;
	struct iovec entry;

	if (!left || index >= low_bits(copy->vector.count, COUNT_MASK) ||
	    !vector__read(&copy->vector, index, &entry))
		return 1;
	chunk = low_bits(entry.iov_len < left ? entry.iov_len : left, OFFSET_MASK);
	if (bpf_probe_read_user(copy->event + low_bits(pos, OFFSET_MASK), chunk, entry.iov_base))
		return 1;
	copy->pos = pos + chunk;
	copy->left = left - chunk;
	return 0;
}

/* Appends up to `kept` of the `len` bytes in the entries, stopping at the first unreadable entry. */
static __always_inline struct written put__vector_data(struct writer *w, struct vector vector, s64 len,
						       u32 kept)
{
	struct vector_copy copy = {
		.vector = vector,
		.event = w->event,
		.pos = w->pos,
		.left = len <= 0     ? 0
			: len < kept ? len
				     : kept,
	};
	const u32 start = w->pos;

	REPEAT(IOVEC_MAX, vector_copy__step, &copy);
	w->pos = copy.pos;
	writer__forget_pos(w);
	return (struct written){w->pos - start};
}
