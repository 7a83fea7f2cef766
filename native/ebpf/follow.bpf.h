/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Which threads may be recorded, whatever the filter says: not those of sysshark and its helpers, and if a
 * command is captured, only its own and those of its descendants. Descent is decided when a thread is
 * created, before it runs, by its creator, not by its parent.
 */
#pragma once

#include "maps.bpf.h"

static __always_inline u64 *followed__word(u32 tid)
{
	return &followed[tid % TIDS_MAX / 64];
}

/* Whether only a command is captured and a thread does not belong to it. */
static __always_inline bool thread__is_stranger(u32 tid)
{
	return is_following && !(*(volatile u64 *)followed__word(tid) >> tid % 64 & 1);
}

/* Whether a process runs for sysshark: it was started by that, or by the process that started it. */
static __always_inline bool task__is_helper(const struct task_struct *task)
{
	const u32 parent = (u32)task->real_parent->tgid;

	return parent == self_tgid || (hides_parent && parent == parent_tgid);
}

/* Whether a task is one of sysshark or of a hidden helper. */
static __always_inline bool task__is_own(const struct task_struct *task)
{
	return (u32)task->tgid == self_tgid || (hides_helpers && task__is_helper(task));
}

/* Whether events of a task may be recorded. */
static __always_inline bool task__is_seen(const struct task_struct *task)
{
	return !task__is_own(task) && !(hides_parent && (u32)task->tgid == parent_tgid) &&
	       !thread__is_stranger((u32)task->pid);
}

/* Sets or clears the bit of a new thread, so that a reused tid does not keep the bit of an earlier thread. */
static __always_inline void followed__inherit(u32 tid)
{
	u64 *word = followed__word(tid), bit = 1ULL << tid % 64;

	if (thread__is_stranger(current__tid()))
		__sync_fetch_and_and(word, ~bit);
	else
		__sync_fetch_and_or(word, bit);
}
