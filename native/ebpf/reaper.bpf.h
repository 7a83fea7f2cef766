/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Which thread inherits the children of a thread that ends. The kernel's rule (find_new_reaper in
 * kernel/exit.c). */
#pragma once

#include "ids.bpf.h"

#define PF_EXITING 0x4
/* Limits of the search. Beyond them, the reader of the capture must find the reaper. */
#define REAPER_THREADS 30
#define REAPER_ANCESTORS 60

#define REAPER_NONE 0
#define REAPER_UNKNOWN (-1)

/* A thread of the group that is not ending: REAPER_NONE if all end, REAPER_UNKNOWN if there are too many. */
static __always_inline s64 task__alive_thread(const struct task_struct *task)
{
	const struct signal_struct *group = BPF_CORE_READ(task, signal);
	const void *end = &group->thread_head, *node = BPF_CORE_READ(group, thread_head.next);

	for (u32 i = 0; i < REAPER_THREADS; i++) {
		const struct task_struct *thread =
			node - bpf_core_field_offset(struct task_struct, thread_node);

		if (!node || node == end)
			return REAPER_NONE;
		if (!(BPF_CORE_READ(thread, flags) & PF_EXITING))
			return BPF_CORE_READ(thread, pid);
		node = BPF_CORE_READ(thread, thread_node.next);
	}
	return REAPER_UNKNOWN;
}

/* The nearest ancestor in the same pid namespace that is a child subreaper, otherwise the first process
 * there. */
static __always_inline s64 task__subreaper(const struct task_struct *task)
{
	struct pid_namespace *ns = pid__ns(BPF_CORE_READ(task, thread_pid));
	const struct task_struct *first = BPF_CORE_READ(ns, child_reaper), *ancestor = task;
	const struct signal_struct *group = BPF_CORE_READ(task, signal);

	if (first == task)
		return REAPER_NONE;
	if (!BPF_CORE_READ_BITFIELD_PROBED(group, has_child_subreaper))
		return BPF_CORE_READ(first, pid);
	for (u32 i = 0; i < REAPER_ANCESTORS; i++) {
		ancestor = BPF_CORE_READ(ancestor, real_parent);
		group = BPF_CORE_READ(ancestor, signal);
		if (!BPF_CORE_READ(ancestor, pid) || pid__ns(BPF_CORE_READ(ancestor, thread_pid)) != ns)
			return BPF_CORE_READ(first, pid);
		if (BPF_CORE_READ_BITFIELD_PROBED(group, is_child_subreaper))
			return task__alive_thread(ancestor) ?: REAPER_UNKNOWN;
	}
	return REAPER_UNKNOWN;
}

static __always_inline s64 task__reaper(const struct task_struct *task)
{
	const struct list_head *first = BPF_CORE_READ(task, children.next);

	if (first == &task->children)
		return REAPER_NONE;
	return task__alive_thread(task) ?: task__subreaper(task);
}
