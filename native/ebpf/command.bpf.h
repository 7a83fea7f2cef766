/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Command line and environment: of a running program from its memory, of a failed exec from its arguments. */
#pragma once

#include "args.bpf.h"
#include "put.bpf.h"
#include "task.bpf.h"

/* Most bytes of all arguments, or of the environment. */
#define STRINGS_BYTES 4096
/* Most strings read through pointers, as in the reference. */
#define STRINGS_MAX 16

/* Consecutive strings, each with its NUL. */
struct strings {
	u64 at;
	u64 len;
};

static __always_inline struct strings task__arguments(const struct task_struct *task)
{
	u64 start = BPF_CORE_READ(task, mm, arg_start);

	return (struct strings){start, BPF_CORE_READ(task, mm, arg_end) - start};
}

static __always_inline struct strings task__environment(const struct task_struct *task)
{
	u64 start = BPF_CORE_READ(task, mm, env_start);

	return (struct strings){start, BPF_CORE_READ(task, mm, env_end) - start};
}

/* Appends the first string and removes it from `strings`, which is cut so that all have at most
 * STRINGS_BYTES. */
static __always_inline struct written put__first_string(struct writer *w, struct strings *strings)
{
	struct written exe = put__user_string(w, strings->at);
	u64 all = strings->len < STRINGS_BYTES ? strings->len : STRINGS_BYTES;

	strings->at += exe.len;
	strings->len = all > exe.len ? all - exe.len : 0;
	return exe;
}

/* An entry of an array of pointers of the caller; 0 if unreadable. */
static __always_inline u64 user__pointer(const struct call *call, u64 array, u32 index)
{
	return call__is_narrow(call) ? user__u32(array + index * sizeof(u32))
				     : user__u64(array + index * sizeof(u64));
}

/* Appends consecutive strings. The last byte is a NUL even if they were cut. */
static __always_inline struct written put__strings(struct writer *w, const struct strings *strings)
{
	u64 len = strings->len < STRINGS_BYTES ? strings->len : STRINGS_BYTES;
	struct written bytes = put__user_bytes(w, strings->at, len);

	if (bytes.len)
		store_u8(w->event + low_bits(w->pos - 1, OFFSET_MASK), 0);
	return bytes;
}

/* Appends the strings of an array of pointers from `first` on. An empty or unreadable one becomes a NUL. */
static __always_inline struct written put__pointed_strings(struct writer *w, const struct call *call,
							   u64 array, u32 first)
{
	u32 start = w->pos, len;

	for (u32 i = first; i < STRINGS_MAX; i++) {
		u64 string = user__pointer(call, array, i);

		if (!string)
			break;
		if (put__user_string(w, string).len)
			continue;
		store_u8(writer__at(w), 0);
		writer__appended(w, 1);
	}
	len = w->pos - start;
	if (len > STRINGS_BYTES)
		len = STRINGS_BYTES;
	w->pos = start + len;
	writer__forget_pos(w);
	return (struct written){len};
}
