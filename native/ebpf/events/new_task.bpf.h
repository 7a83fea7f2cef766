/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * On arm64 a new task does not pass sys_exit when it begins. Its own event, which says that clone returned 0
 * in it, is recorded by its creator before it runs.
 */
#pragma once

#include "../dispatch.bpf.h"
#include "clone.bpf.h"

#if defined(__aarch64__)

/* Whether the event of a new task is recorded, if the caller creates it with the call that has the event
 * `exit`.
 */
static __always_inline bool new_task__is_recorded(const struct task_struct *child, const struct call *call,
						  u16 exit)
{
	long nr = syscall__nr(call->regs);
	u8 interest = syscall__interest(nr);

	if (syscall__is_foreign(task__current(), nr) || syscall_row__get(nr).exit != exit)
		return false;
	return syscall__is_recorded(child, nr, interest, INTEREST_EXIT) &&
	       syscall__can_pass(exit_conditions, nr, interest, call, NOT_ENDED);
}

/* The program of a new task's event; `flags` are those of the call. */
#define NEW_TASK(CODE, emitter, flags)                                                                      \
	SEC("tp_btf/sched_process_fork")                                                                    \
	int CODE##__new_task(u64 *ctx)                                                                      \
	{                                                                                                   \
		const struct task_struct *task = task__cast((struct task_struct *)ctx[1]);                  \
		const struct call caller =                                                                  \
			call__native((const struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf())); \
		const struct call *call = &caller;                                                          \
		const long ret = 0;                                                                         \
                                                                                                            \
		if (!new_task__is_recorded(task, call, EVT_##CODE))                                         \
			return 0;                                                                           \
		if (syscall__interest(syscall__nr(call->regs)) & INTEREST_CHANGE)                           \
			thread__change((u32)task->pid, (u32)task->tgid);                                    \
		EMIT_BIRTH(emitter, flags);                                                                 \
		return 0;                                                                                   \
	}

NEW_TASK(CLONE_20_X, emit__clone_20_x, arg(0))
NEW_TASK(CLONE3_X, emit__clone3_x, user__u64(arg(0)))

#endif
