/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Threads that the filter refuses. The recorder decides, with all that it knows of them, and says as of which
 * event; here is only noted when a thread last did what may change the answer. A verdict from before that
 * counts no more, so no event is lost however late the recorder is; a thread without a verdict is recorded.
 */
#pragma once

#include "follow.bpf.h"

static __always_inline u64 now_ns(void)
{
	return bpf_ktime_get_ns() + epoch_ns;
}

/* Sets a time that others set too, unless theirs is later. */
static __always_inline void time__raise(u64 *time, u64 now)
{
	for (int i = 0; i < REFUSAL_TRIES; i++) {
		u64 before = *(volatile u64 *)time;

		if (before >= now || __sync_val_compare_and_swap(time, before, now) == before)
			return;
	}
}

/* The caller does something after which it, or its children, may be judged otherwise. */
static __always_inline void threads__change(void)
{
	u32 tid = current__tid();
	u64 now = now_ns();

	time__raise(&refusals[tid % REFUSAL_SLOTS].changed_at, now);
	time__raise(&threads_changed_at, now);
}

/* Whether the filter refuses what the caller does. */
static __always_inline bool thread__is_refused(u32 tid)
{
	const volatile struct refusal *refusal = &refusals[tid % REFUSAL_SLOTS];
	u64 as_of = refusal->as_of, changed_at = refusal->changed_at;

	if (refusals_are_wide && threads_changed_at > changed_at)
		changed_at = threads_changed_at;
	/* the recorder may be writing: it takes as_of away first and puts it back last */
	return as_of > changed_at && refusal->tid == tid && refusal->as_of == as_of;
}

/* Whether what a task does is recorded where state does not need it. */
static __always_inline bool task__is_recorded(const struct task_struct *task)
{
	return task__is_seen(task) && !thread__is_refused((u32)task->pid);
}
