/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Values of variable length that all kinds of events need. */
#pragma once

#include "writer.bpf.h"

#define PATH_BYTES 4096
/* Words of the default snaplen. */
#define FEW_WORDS 10

/* Advances the writer by `len` bytes that were written at writer__at(); by 0 if `len` is negative. */
static __always_inline struct written writer__appended(struct writer *w, long len)
{
	u32 bytes = len > 0 ? (u32)len : 0;

	w->pos += bytes;
	writer__forget_pos(w);
	return (struct written){bytes};
}

/* Copies a string of the caller with its NUL, at most 4096 bytes. Their number; negative if it is unreadable.
 * Of an empty string, kernels before 6.16 copy the NUL, but return 0. */
static __always_inline long user_string__read(u8 *at, u64 address)
{
	const long len = bpf_probe_read_user_str(at, PATH_BYTES, (const void *)address);

	return len ? len : 1;
}

/* Appends a string of the caller with its NUL, at most 4096 bytes; nothing if it is unreadable. */
static __always_inline struct written put__user_string(struct writer *w, u64 address)
{
	return writer__appended(w, user_string__read(writer__at(w), address));
}

static __always_inline struct written put__kernel_string(struct writer *w, const void *from)
{
	return writer__appended(w, bpf_probe_read_kernel_str(writer__at(w), PATH_BYTES, from));
}

/* Appends `len` bytes (at most 65535) of the caller; nothing if any of them is unreadable. */
static __always_inline struct written put__user_bytes(struct writer *w, u64 address, u64 len)
{
	u64 size = low_bits(len, OFFSET_MASK);

	if (bpf_probe_read_user(writer__at(w), size, (const void *)address))
		return NOTHING;
	return writer__appended(w, size);
}

/* The same for few bytes, by way of the stack: the kernel checks longer whether the ring may be written. */
static __always_inline struct written put__few_user_bytes(struct writer *w, u64 address, u64 len)
{
	u64 words[FEW_WORDS] = {};
	u8 *at = writer__at(w);

	if (bpf_probe_read_user(words, len, (const void *)address))
		return NOTHING;
#pragma unroll
	for (int i = 0; i < FEW_WORDS; i++)
		store_u64(at + i * sizeof(u64), words[i]);
	return writer__appended(w, len);
}

/* The same for as many bytes as the default snaplen, or any number. */
static __always_inline struct written put__snapped_bytes(struct writer *w, u64 address, u64 len)
{
	u64 size = low_bits(len, OFFSET_MASK);

	if (size <= FEW_WORDS * sizeof(u64))
		return put__few_user_bytes(w, address, size);
	return put__user_bytes(w, address, size);
}

static __always_inline struct written put__kernel_bytes(struct writer *w, const void *from, u64 len)
{
	u64 size = low_bits(len, OFFSET_MASK);

	if (bpf_probe_read_kernel(writer__at(w), size, from))
		return NOTHING;
	return writer__appended(w, size);
}

/* Appends data that belongs to no descriptor: `len` bytes, at most snaplen. */
static __always_inline struct written put__user_data(struct writer *w, u64 address, s64 len)
{
	if (len <= 0)
		return NOTHING;
	return put__user_bytes(w, address, len < snaplen ? len : snaplen);
}
