/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Ids of tasks, in the initial pid namespace and in their own. */
#pragma once

#include "task.bpf.h"

/* The kernel's enum pid_type: indexes into signal_struct.pids. */
#define PIDTYPE_TGID 1
#define PIDTYPE_PGID 2

/* The entry of a pid for one of its namespaces; level 0 is the initial one. */
static __always_inline const struct upid *pid__entry(const struct pid *pid, u32 level)
{
	return (const void *)&pid->numbers + level * bpf_core_type_size(struct upid);
}

static __always_inline s64 pid__nr(const struct pid *pid)
{
	return pid ? BPF_CORE_READ(pid__entry(pid, 0), nr) : 0;
}

/* The entry of a pid for its innermost namespace. */
static __always_inline const struct upid *pid__own_entry(const struct pid *pid)
{
	u32 level = BPF_CORE_READ(pid, level);

	return pid__entry(pid, level);
}

/* The number of a pid in its innermost namespace. */
static __always_inline s64 pid__vnr(const struct pid *pid)
{
	return pid ? BPF_CORE_READ(pid__own_entry(pid), nr) : 0;
}

static __always_inline struct pid_namespace *pid__ns(const struct pid *pid)
{
	return pid ? BPF_CORE_READ(pid__own_entry(pid), ns) : NULL;
}

static __always_inline struct pid *task__group_pid(const struct task_struct *task, const int type)
{
	return BPF_CORE_READ(task, signal, pids[type]);
}

/* As in the reference, the thread that created the task, which need not be a main thread. */
static __always_inline s64 task__ptid(const struct task_struct *task)
{
	return BPF_CORE_READ(task, real_parent, pid);
}

/* Start time of the first process in the caller's pid namespace, in ns since boot without sleep. */
static __always_inline u64 task__pidns_start(const struct task_struct *task)
{
	const struct pid_namespace *ns = pid__ns(task__group_pid(task, PIDTYPE_TGID));

	return BPF_CORE_READ(ns, child_reaper, start_time);
}

/* The controlling terminal in the 32-bit user encoding; 0 if there is none. */
static __always_inline u32 task__tty(const struct task_struct *task)
{
	const struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	u32 major, minor;

	if (!tty)
		return 0;
	major = BPF_CORE_READ(tty, driver, major);
	minor = BPF_CORE_READ(tty, driver, minor_start) + BPF_CORE_READ(tty, index);
	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}
