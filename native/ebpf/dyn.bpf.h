/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Values that carry their type: a byte for the type, then the value. */
#pragma once

#include "put.bpf.h"

#define DYN_PTRACE_U64 0
#define DYN_PTRACE_SIGNAL 1

static __always_inline struct written put__dyn_u64(struct writer *w, u8 kind, u64 value)
{
	u8 *at = writer__at(w);

	store_u8(at, kind);
	store_u64(at + 1, value);
	return writer__appended(w, 1 + sizeof(value));
}

static __always_inline struct written put__dyn_u8(struct writer *w, u8 kind, u8 value)
{
	u8 *at = writer__at(w);

	store_u8(at, kind);
	store_u8(at + 1, value);
	return writer__appended(w, 1 + sizeof(value));
}
