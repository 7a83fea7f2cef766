/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Values of variable length that every family of events needs. */
#pragma once

#include "writer.bpf.h"

#define PATH_BYTES 4096

/* Tells the writer that `len` bytes (nothing if negative) stand at writer__at(). */
static __always_inline struct written writer__appended(struct writer *w, long len)
{
	u32 bytes = len > 0 ? (u32)len : 0;

	w->pos += bytes;
	writer__forget_pos(w);
	return (struct written){bytes};
}

/* A string of the caller with its NUL, cut after 4096 bytes; empty when unreadable. */
static __always_inline struct written put__user_string(struct writer *w, u64 address)
{
	return writer__appended(w, bpf_probe_read_user_str(writer__at(w), PATH_BYTES, (const void *)address));
}

static __always_inline struct written put__kernel_string(struct writer *w, const void *from)
{
	return writer__appended(w, bpf_probe_read_kernel_str(writer__at(w), PATH_BYTES, from));
}

/* `len` bytes (at most 65535) of the caller, all or, when unreadable, nothing. */
static __always_inline struct written put__user_bytes(struct writer *w, u64 address, u64 len)
{
	u64 size = low_bits(len, OFFSET_MASK);

	if (bpf_probe_read_user(writer__at(w), size, (const void *)address))
		return NOTHING;
	return writer__appended(w, size);
}

static __always_inline struct written put__kernel_bytes(struct writer *w, const void *from, u64 len)
{
	u64 size = low_bits(len, OFFSET_MASK);

	if (bpf_probe_read_kernel(writer__at(w), size, from))
		return NOTHING;
	return writer__appended(w, size);
}

/* Data that no descriptor is involved in: what snaplen keeps of `len` bytes. */
static __always_inline struct written put__user_data(struct writer *w, u64 address, s64 len)
{
	if (len <= 0)
		return NOTHING;
	return put__user_bytes(w, address, len < snaplen ? len : snaplen);
}
