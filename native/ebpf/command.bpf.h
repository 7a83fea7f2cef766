/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Command line and environment: of a running program from its memory, of a failed exec from its arguments. */
#pragma once

#include "args.bpf.h"
#include "put.bpf.h"
#include "repeat.bpf.h"
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
static __always_inline u64 user__pointer(bool is_narrow, u64 array, u32 index)
{
	return is_narrow ? user__u32(array + index * sizeof(u32)) : user__u64(array + index * sizeof(u64));
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

/* A walk through an array of pointers of the caller, which appends the strings. */
struct strings_walk {
	struct cpu_state *cpu;
	u8 *event;
	u64 array;
	u32 first;
	u32 pos; /* where the next string goes */
	u64 is_narrow;
};

/* Appends one string; an empty or unreadable one becomes a NUL. 1 at the end of the array. */
static __noinline long strings_walk__step(u32 index, struct strings_walk *walk)
{
	struct writer w = {.cpu = walk->cpu, .event = walk->event, .pos = walk->pos};
	u64 string = user__pointer(walk->is_narrow, walk->array, walk->first + index);

	if (!string)
		return 1;
	if (!put__user_string(&w, string).len) {
		store_u8(writer__at(&w), 0);
		writer__appended(&w, 1);
	}
	walk->pos = w.pos;
	return 0;
}

/* Appends the strings of an array of pointers from `first` on. */
static __always_inline struct written put__pointed_strings(struct writer *w, const struct call *call,
							   u64 array, const u32 first)
{
	struct strings_walk walk = {
		.cpu = w->cpu,
		.event = w->event,
		.array = array,
		.first = first,
		.pos = w->pos,
		.is_narrow = call__is_narrow(call),
	};
	u32 len;

	REPEAT(STRINGS_MAX - first, strings_walk__step, &walk);
	len = walk.pos - w->pos;
	if (len > STRINGS_BYTES)
		len = STRINGS_BYTES;
	w->pos += len;
	writer__forget_pos(w);
	return (struct written){len};
}
