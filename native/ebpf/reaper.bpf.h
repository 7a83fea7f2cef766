/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Which thread inherits the children of a thread that ends. The kernel's rule (find_new_reaper in
 * kernel/exit.c). */
#pragma once

#include "ids.bpf.h"
#include "repeat.bpf.h"

#define PF_EXITING 0x4
/* Limits of the search. Beyond them, the reader of the capture must find the reaper. */
#define REAPER_THREADS 30
#define REAPER_ANCESTORS 60

#define REAPER_NONE 0
#define REAPER_UNKNOWN (-1)

/* A walk through the threads of a group. */
struct group_walk {
	const void *node; /* of the next thread, in the group's list */
	const void *end;
	s64 alive; /* the result of task__alive_thread */
};

static __noinline long group_walk__step(u32 index, struct group_walk *walk)
{
	const struct task_struct *thread =
		walk->node - bpf_core_field_offset(struct task_struct, thread_node);

	(void)index;
	if (!walk->node || walk->node == walk->end) {
		walk->alive = REAPER_NONE;
		return 1;
	}
	if (!(BPF_CORE_READ(thread, flags) & PF_EXITING)) {
		walk->alive = BPF_CORE_READ(thread, pid);
		return 1;
	}
	walk->node = BPF_CORE_READ(thread, thread_node.next);
	return 0;
}

/* A thread of the group that is not ending: REAPER_NONE if all end, REAPER_UNKNOWN if there are too many. */
static __always_inline s64 task__alive_thread(const struct task_struct *task)
{
	const struct signal_struct *group = BPF_CORE_READ(task, signal);
	struct group_walk walk = {
		.node = BPF_CORE_READ(group, thread_head.next),
		.end = &group->thread_head,
		.alive = REAPER_UNKNOWN,
	};

	REPEAT(REAPER_THREADS, group_walk__step, &walk);
	return walk.alive;
}

/* A walk from a task to its nearest ancestor that is a child subreaper. */
struct ancestor_walk {
	const struct task_struct *ancestor;
	const struct pid_namespace *ns; /* where the walk ends */
	u64 is_found;
	u64 is_outside; /* no ancestor in the namespace is one */
};

static __noinline long ancestor_walk__step(u32 index, struct ancestor_walk *walk)
{
	const struct task_struct *child = walk->ancestor, *ancestor = BPF_CORE_READ(child, real_parent);
	const struct signal_struct *group = BPF_CORE_READ(ancestor, signal);

	(void)index;
	walk->ancestor = ancestor;
	walk->is_outside =
		!BPF_CORE_READ(ancestor, pid) || pid__ns(BPF_CORE_READ(ancestor, thread_pid)) != walk->ns;
	walk->is_found = !walk->is_outside && BPF_CORE_READ_BITFIELD_PROBED(group, is_child_subreaper);
	return walk->is_outside || walk->is_found;
}

/* The nearest ancestor in the same pid namespace that is a child subreaper, otherwise the first process
 * there. */
static __always_inline s64 task__subreaper(const struct task_struct *task)
{
	struct pid_namespace *ns = pid__ns(BPF_CORE_READ(task, thread_pid));
	const struct task_struct *first = BPF_CORE_READ(ns, child_reaper);
	const struct signal_struct *group = BPF_CORE_READ(task, signal);
	struct ancestor_walk walk = {.ancestor = task, .ns = ns};

	if (first == task)
		return REAPER_NONE;
	if (BPF_CORE_READ_BITFIELD_PROBED(group, has_child_subreaper)) {
		REPEAT(REAPER_ANCESTORS, ancestor_walk__step, &walk);
		if (walk.is_found)
			return task__alive_thread(walk.ancestor) ?: REAPER_UNKNOWN;
		if (!walk.is_outside)
			return REAPER_UNKNOWN;
	}
	return BPF_CORE_READ(first, pid);
}

static __always_inline s64 task__reaper(const struct task_struct *task)
{
	const struct list_head *first = BPF_CORE_READ(task, children.next);

	if (first == &task->children)
		return REAPER_NONE;
	return task__alive_thread(task) ?: task__subreaper(task);
}
