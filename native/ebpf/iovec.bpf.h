/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Data that lies in several places (struct iovec). Like the reference, only the first 32 count. */
#pragma once

#include "put.bpf.h"
#include <linux/uio.h>

#define IOVEC_MAX 32
/* What the verifier learns about a masked copy of a number does not stick to the number. */
#define COUNT_MASK 0xffff

/* Entry of an array of the caller; false when unreadable. */
static __always_inline bool iovec__read(struct iovec *entry, u64 array, u32 index)
{
	return !bpf_probe_read_user(entry, sizeof(*entry), (const void *)(array + index * sizeof(*entry)));
}

/* Sum of the lengths; 0 where the array is unreadable. */
static __always_inline u64 iovec__size(u64 array, u64 count)
{
	u64 entries = low_bits(count, COUNT_MASK);
	struct iovec entry;
	u64 size = 0;

	for (u32 i = 0; i < IOVEC_MAX && i < entries; i++) {
		if (!iovec__read(&entry, array, i))
			return 0;
		size += entry.iov_len;
	}
	return size;
}

/*
 * Up to `kept` of the `len` bytes that the entries hold one after the other, up to the first unreadable one.
 * The numbers of the loop are masked at its head, so that the verifier finds all ways through an entry alike.
 */
static __always_inline struct written put__iovec_data(struct writer *w, u64 array, u64 count, s64 len,
						      u32 kept)
{
	u64 left = len <= 0 ? 0 : len < kept ? len : kept;
	u64 entries = low_bits(count, COUNT_MASK);
	u32 start = w->pos;
	struct iovec entry;

	for (u32 i = 0; i < IOVEC_MAX && i < entries; i++) {
		u64 wanted;

		left = low_bits(left, OFFSET_MASK);
		w->pos = low_bits(w->pos, POSITION_MASK);
		if (!left || !iovec__read(&entry, array, i))
			break;
		wanted = low_bits(entry.iov_len < left ? entry.iov_len : left, OFFSET_MASK);
		if (bpf_probe_read_user(writer__at(w), wanted, entry.iov_base))
			break;
		w->pos += wanted;
		left -= wanted;
	}
	return (struct written){w->pos - start};
}
