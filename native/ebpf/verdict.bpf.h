/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Threads that the filter rejects. User space decides, with everything that it knows about them, and sends
 * the time of the event on which a verdict is based. The kernel only notes when a thread last did something
 * that may change the answer. An older verdict is stale and is ignored, so no event is lost however late user
 * space is. A thread without a verdict is recorded.
 */
#pragma once

#include "follow.bpf.h"

static __always_inline u64 now_ns(void)
{
	return bpf_ktime_get_ns() + epoch_ns;
}

/* Sets a time that other CPUs set too, unless it is later already. */
static __always_inline void time__raise(u64 *time, u64 now)
{
	for (int i = 0; i < RAISE_TRIES; i++) {
		u64 before = *(volatile u64 *)time;

		if (before >= now || __sync_val_compare_and_swap(time, before, now) == before)
			return;
	}
}

/* The caller does something that may change the verdict on it or on its children. */
static __always_inline void threads__change(void)
{
	u32 tid = current__tid();
	u64 now = now_ns();

	time__raise(&thread_verdicts[tid % VERDICT_SLOTS].changed_at, now);
	time__raise(&threads_changed_at, now);
}

/* Whether the filter rejects the events of a thread. */
static __always_inline bool thread__is_rejected(u32 tid)
{
	const volatile struct thread_verdict *verdict = &thread_verdicts[tid % VERDICT_SLOTS];
	u64 event_ts = verdict->event_ts, changed_at = verdict->changed_at;

	if (stale_on_any_change && threads_changed_at > changed_at)
		changed_at = threads_changed_at;
	/* user space may be writing: it clears event_ts first and sets it last */
	return event_ts > changed_at && verdict->tid == tid && verdict->event_ts == event_ts;
}

/* Whether a task's events that state does not need are recorded. */
static __always_inline bool task__is_recorded(const struct task_struct *task)
{
	return task__is_seen(task) && !thread__is_rejected((u32)task->pid);
}
