/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Whose events are recorded at all, whatever the filter says: not the recorder's own, and where a command is
 * captured only those of its descendants. Who descends from it is decided at the birth of a thread, before it
 * has run: by who makes it, not by whose child it is or becomes.
 */
#pragma once

#include "maps.bpf.h"

static __always_inline u64 *followed__word(u32 tid)
{
	return &followed[tid % TIDS_MAX / 64];
}

/* Whether only a command is captured, and a thread is none of its threads. */
static __always_inline bool thread__is_stranger(u32 tid)
{
	return is_following && !(*(volatile u64 *)followed__word(tid) >> tid % 64 & 1);
}

/* Whether what a task does may be recorded. */
static __always_inline bool task__is_seen(const struct task_struct *task)
{
	return (u32)task->tgid != self_tgid && !thread__is_stranger((u32)task->pid);
}

/* A number that is used again has no past. */
SEC("tp_btf/task_newtask")
int on_birth(u64 *ctx)
{
	const struct task_struct *child = (const struct task_struct *)ctx[0];
	u32 tid = (u32)child->pid;
	u64 *word = followed__word(tid), bit = 1ULL << tid % 64;

	if (thread__is_stranger(current__tid()))
		__sync_fetch_and_and(word, ~bit);
	else
		__sync_fetch_and_or(word, bit);
	return 0;
}
