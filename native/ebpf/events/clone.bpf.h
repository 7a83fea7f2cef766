/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Creation of processes and threads: the creator's event and, with result 0, that of the new task. Both come
 * from sys_exit, but on arm64 the latter does not (new_task.bpf.h).
 */
#pragma once

#include "../args.bpf.h"
#include "../cgroup.bpf.h"
#include "../command.bpf.h"
#include "../creds.bpf.h"
#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"
#include "../ids.bpf.h"

#define SCAP_CL_CHILD_IN_PIDNS (1u << 29)

/* Clone flags. One bit is not the kernel's: the child has other ids in its pid namespace. */
static __always_inline u32 task__clone_flags(const struct task_struct *task, u64 flags)
{
	struct pid_namespace *own = pid__ns(BPF_CORE_READ(task, thread_pid));
	bool is_inside =
		BPF_CORE_READ(own, level) || BPF_CORE_READ(task, nsproxy, pid_ns_for_children) != own;

	return clone_flags__to_scap(flags) | (is_inside ? SCAP_CL_CHILD_IN_PIDNS : 0);
}

/* Makes an event that of a task, and appends the name of its program, which is its first string. */
static __always_inline struct written put__exe_of(struct writer *w, const struct task_struct *task,
						  struct strings *args)
{
	store_u64(w->event + EVENT_TID_AT, (u32)task->pid);
	return put__first_string(w, args);
}

/*
 * All four events have the same 21 parameters. That of a failed call has no command line. `task` is the
 * caller or, before it runs, its new task: the memory of both has the same contents at the same addresses.
 * `ret` is what the call returns in it.
 */
#define EMIT_BIRTH(emitter, kernel_flags)                                                                \
	do {                                                                                             \
		struct strings args = ret < 0 ? (struct strings){} : task__arguments(task);              \
		u64 pidns_start = ret ? 0 : task__pidns_start(task);                                     \
		struct writer w;                                                                         \
                                                                                                         \
		emitter(&w, ret, put__exe_of(&w, task, &args), put__strings(&w, &args),                  \
			BPF_CORE_READ(task, pid), BPF_CORE_READ(task, tgid), task__ptid(task), NOTHING,  \
			BPF_CORE_READ(task, signal, rlim[RLIMIT_NOFILE].rlim_cur),                       \
			BPF_CORE_READ(task, maj_flt), BPF_CORE_READ(task, min_flt), task__vm_size(task), \
			task__vm_rss(task), task__vm_swap(task), put__kernel_string(&w, &task->comm),    \
			put__cgroups(&w, task), task__clone_flags(task, kernel_flags), task__euid(task), \
			task__egid(task), pid__vnr(BPF_CORE_READ(task, thread_pid)),                     \
			pid__vnr(task__group_pid(task, PIDTYPE_TGID)), pidns_start);                     \
	} while (0)

SYS_EXIT_EITHER(CLONE_20_X)
{
	const struct task_struct *task = task__current();

	EMIT_BIRTH(emit__clone_20_x, arg(0));
}

/*
 * The flags of clone3 are in memory that a new thread shares with its creator, which may have overwritten
 * them by now. If so, the flags are derived from what the threads share.
 */
static __always_inline u64 clone3__flags(const struct task_struct *task, u64 address)
{
	const struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	u64 flags = user__u64(address);

	if (leader == task || (flags & CLONE_THREAD))
		return flags;
	return CLONE_THREAD | CLONE_SIGHAND | CLONE_VM |
	       (BPF_CORE_READ(leader, files) == BPF_CORE_READ(task, files) ? CLONE_FILES : 0) |
	       (BPF_CORE_READ(leader, fs) == BPF_CORE_READ(task, fs) ? CLONE_FS : 0);
}

SYS_EXIT_EITHER(CLONE3_X)
{
	const struct task_struct *task = task__current();

	EMIT_BIRTH(emit__clone3_x, ret ? user__u64(arg(0)) : clone3__flags(task, arg(0)));
}

SYS_EXIT_ALIKE(FORK_20_X)
{
	const struct task_struct *task = task__current();

	EMIT_BIRTH(emit__fork_20_x, 0);
}

SYS_EXIT_ALIKE(VFORK_20_X)
{
	const struct task_struct *task = task__current();

	EMIT_BIRTH(emit__vfork_20_x, 0);
}
