/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Execution of programs. A success comes from sys_exit: on x86 the call is execve there even after execveat,
 * on aarch64 it is still execveat.
 */
#pragma once

#include "../args.bpf.h"
#include "../cgroup.bpf.h"
#include "../command.bpf.h"
#include "../dispatch.bpf.h"
#include "../event.bpf.h"
#include "../exe.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"
#include "../ids.bpf.h"
#include "../path.bpf.h"

/* The first argument: of the call if it failed, otherwise of the running program. */
#define put__exe(w, running, argv)                                                \
	(ret ? put__user_string(w, user__pointer(call__is_narrow(call), argv, 0)) \
	     : put__first_string(w, running))

/* The other strings: those that the call points to if it failed, otherwise those of the running program. */
#define put__rest(w, running, array, first) \
	(ret ? put__pointed_strings(w, call, array, first) : put__strings(w, running))

/* Whether the call is execveat. */
static __always_inline bool call__is_execveat(const struct call *call)
{
	u64 nr = syscall__nr(call->regs);

#if defined(__x86_64__)
	if (call__is_narrow(call))
		nr = nr < IA32_MAX ? ia32_rows[nr].nr : SYSCALL_MAX;
#endif
	return syscall_row__get(nr).exit == EVT_EXECVEAT_X;
}

/*
 * The result. Evaluated when the header, which has the type of execve, is written. A success has that type on
 * every machine, as in the reference.
 */
static __always_inline long exec__result(struct writer *w, bool is_at, long ret)
{
	if (is_at && ret)
		store_u16(w->event + EVENT_TYPE_AT, EVT_EXECVEAT_X);
	return ret;
}

/*
 * Of both calls: their events have the same parameters, and this program takes the verifier longer than any
 * other.
 */
SYS_EXIT_EITHER(EXECVE_19_X)
{
	const struct task_struct *task = task__current();
	struct strings args = task__arguments(task), env = task__environment(task);
	struct pid *group = task__group_pid(task, PIDTYPE_PGID);
	const struct inode *exe = task__exe_inode(task);
	const bool is_at = call__is_execveat(call);
	const u64 argv = is_at ? arg(2) : arg(1), envp = is_at ? arg(3) : arg(2);
	struct writer w;

	emit__execve_19_x(
		&w, exec__result(&w, is_at, ret), put__exe(&w, &args, argv), put__rest(&w, &args, argv, 1),
		BPF_CORE_READ(task, pid), BPF_CORE_READ(task, tgid), task__ptid(task),
		put__directory(&w, task), BPF_CORE_READ(task, signal, rlim[RLIMIT_NOFILE].rlim_cur),
		BPF_CORE_READ(task, maj_flt), BPF_CORE_READ(task, min_flt), task__vm_size(task),
		task__vm_rss(task), task__vm_swap(task), put__kernel_string(&w, &task->comm),
		put__cgroups(&w, task), put__rest(&w, &env, envp, 0), task__tty(task), pid__vnr(group),
		task__loginuid(task), exe__flags(), task__cap_inheritable(task), task__cap_permitted(task),
		task__cap_effective(task), BPF_CORE_READ(exe, i_ino), inode__ctime(exe), inode__mtime(exe),
		task__euid(task), put__file_path(&w, BPF_CORE_READ(task, mm, exe_file)), pid__nr(group),
		task__egid(task));
}
