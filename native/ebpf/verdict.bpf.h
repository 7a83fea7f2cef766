/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Threads that the filter rejects, and processes all of whose threads it rejects. User space decides, with
 * all that it knows about a thread, and sends the verdict with the time of the event on which it is based.
 * The kernel only notes when a thread last did something that may change the verdict. A verdict that is older
 * than the change is stale and ignored, so no event is lost even if user space lags. A thread without a
 * verdict is recorded, once the first verdicts are there.
 */
#pragma once

#include "follow.bpf.h"

static __always_inline u64 now_ns(void)
{
	return bpf_ktime_get_ns() + epoch_ns;
}

/* Raises a time that other CPUs may raise at the same time. */
static __always_inline void time__raise(u64 *time, u64 now)
{
	for (int i = 0; i < RAISE_TRIES; i++) {
		u64 before = *(volatile u64 *)time;

		if (before >= now || __sync_val_compare_and_swap(time, before, now) == before)
			return;
	}
}

/* Notes that something may have changed the verdict on a thread, on its process or on its children. */
static __always_inline void thread__change(u32 tid, u32 pid)
{
	u64 now = now_ns();

	time__raise(&thread_verdicts[tid % VERDICT_SLOTS].changed_at, now);
	if (learns_tables)
		time__raise(&process_verdicts[pid % VERDICT_SLOTS].changed_at, now);
	time__raise(&threads_changed_at, now);
}

/* Notes that the caller did such a thing. */
static __always_inline void caller__change(void)
{
	u64 ids = bpf_get_current_pid_tgid();

	thread__change((u32)ids, ids >> 32);
}

/* Whether a verdict is about this thread or process, and not stale. */
static __always_inline bool verdict__holds(const volatile struct verdict *verdict, u32 id)
{
	u64 event_ts = verdict->event_ts, changed_at = verdict->changed_at;

	if (stale_on_any_change && threads_changed_at > changed_at)
		changed_at = threads_changed_at;
	/* user space may be writing: it clears event_ts first and sets it last */
	return event_ts > changed_at && verdict->id == id && verdict->event_ts == event_ts;
}

/*
 * Before the first verdicts, all threads are rejected: else a process that nobody asked for would fill the
 * rings until it is judged. The capture begins with the verdicts.
 */
static __always_inline bool all__are_rejected(void)
{
	return learns_tables && !*(volatile bool *)&is_judged;
}

/* Whether the filter rejects the events of a thread. */
static __always_inline bool thread__is_rejected(u32 tid)
{
	return all__are_rejected() || verdict__holds(&thread_verdicts[tid % VERDICT_SLOTS], tid);
}

/* Whether the filter rejects the events of all threads of a process. */
static __always_inline bool process__is_rejected(u32 pid)
{
	return all__are_rejected() || verdict__holds(&process_verdicts[pid % VERDICT_SLOTS], pid);
}

/* Whether those events of a task are recorded that state does not need. */
static __always_inline bool task__is_recorded(const struct task_struct *task)
{
	return task__is_seen(task) && !thread__is_rejected((u32)task->pid);
}
