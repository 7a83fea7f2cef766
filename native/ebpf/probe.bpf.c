// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * The probe. Every system call enters at on_sys_enter and on_sys_exit, which jump to the program of its
 * event, or record a generic event if there is none. Where these may be preempted, others call them
 * (substitute.bpf.h).
 */
#include "caller.bpf.h"
#include "dispatch.bpf.h"
#include "event.bpf.h"
#include "foreign.bpf.h"
#include "generated/emitters.bpf.h"
#include "go_on.bpf.h"
#include "hook.bpf.h"
#include "events/clone.bpf.h"
#include "events/control.bpf.h"
#include "events/descriptor.bpf.h"
#include "events/exec.bpf.h"
#include "events/file.bpf.h"
#include "events/generic.bpf.h"
#include "events/ipc.bpf.h"
#include "events/message.bpf.h"
#include "events/new_task.bpf.h"
#include "events/process.bpf.h"
#include "events/quota.bpf.h"
#include "events/socket.bpf.h"
#include "events/system.bpf.h"
#include "events/tracepoints.bpf.h"
#include "learn.bpf.h"

char LICENSE[] SEC("license") = PROBE_LICENSE;

static __always_inline void dispatch_enter(u64 *ctx)
{
	const struct task_struct *task = caller__task();
	const struct call call = {.regs = hook__regs(ctx), .tid = (u32)task->pid};
	long nr = hook__nr(ctx);
	struct syscall_row row;
	u8 interest;

	if (syscall__is_foreign(task, nr)) {
		bpf_tail_call(ctx, &enter_programs, FOREIGN_SLOT);
		syscall__count_unknown(task);
		return;
	}
	interest = syscall__interest(nr);
	if (!syscall__is_recorded(task, nr, interest, INTEREST_ENTER) ||
	    !syscall__can_pass(enter_conditions, nr, interest, &call, NOT_ENDED))
		return;
	row = syscall_row__get(nr);
	if (table__is_needed(task, row.enter))
		bpf_tail_call(ctx, &enter_programs, TABLE_SLOT);
	if (!enter__go_on(ctx, row.enter, &call))
		emit__generic_e(call.tid, row.code, nr);
}

SEC("tp_btf/sys_enter")
int on_sys_enter(u64 *ctx)
{
	dispatch_enter(ctx);
	hook__leave(HOOK_ENTER);
	return 0;
}

/* Whether the filter may accept the exit of a call. */
static __always_inline bool exit__can_pass(const struct task_struct *task, long nr, u8 interest,
					   const struct call *call, long ret)
{
	const struct outcome outcome = call__outcome(task, syscall_row__get(nr).enter, ret);

	return syscall__can_pass(exit_conditions, nr, interest, call, &outcome);
}

static __always_inline void dispatch_exit(u64 *ctx)
{
	const struct call call = call__native(hook__regs(ctx));
	const struct task_struct *task = caller__task();
	long nr = syscall__nr(call.regs), ret = hook__result(ctx);
	struct syscall_row row;
	u8 interest;

	if (syscall__is_foreign(task, nr)) {
		bpf_tail_call(ctx, &exit_programs, FOREIGN_SLOT);
		return;
	}
	interest = syscall__interest_in_exit(syscall__interest(nr), ret);
	if (!syscall__is_recorded(task, nr, interest, INTEREST_EXIT) ||
	    !exit__can_pass(task, nr, interest, &call, ret)) {
		enter__drop((u32)task->pid);
		return;
	}
	row = syscall_row__get(nr);
	if (interest & INTEREST_CHANGE)
		caller__change();
	enter__release((u32)task->pid, row.enter);
	table__take_from_others(task, row.exit, ret);
	exit__go_on(ctx, row.exit);
	emit__generic_x((u32)task->pid, row.code);
}

SEC("tp_btf/sys_exit")
int on_sys_exit(u64 *ctx)
{
	dispatch_exit(ctx);
	hook__leave(HOOK_EXIT);
	return 0;
}

/* The tid of a new thread in its low half, the pid in its high half. */
static __always_inline u64 birth__ids(const u64 *ctx)
{
	const struct task_struct *child;
	const struct trace_event_raw_task_newtask *event = (const void *)ctx;
	u64 tid;

	if (!is_called_by_perf) {
		child = (const struct task_struct *)ctx[0];
		return (u64)(u32)child->tgid << 32 | (u32)child->pid;
	}
	tid = (u32)event->pid;
	return (event->clone_flags & CLONE_THREAD ? bpf_get_current_pid_tgid() >> 32 : tid) << 32 | tid;
}

/* Runs in the creator, before the new thread does. */
SEC("tp_btf/task_newtask")
int on_birth(u64 *ctx)
{
	const u64 ids = birth__ids(ctx);

	if (is_following)
		followed__inherit((u32)ids);
	if (tables__are_learnt())
		table__inherit((u32)ids, ids >> 32);
	return 0;
}

/* Identifies the recorder, whatever its pid namespace: it runs this program itself. */
SEC("raw_tp")
int on_introduction(void *ctx)
{
	(void)ctx;
	self_tgid = bpf_get_current_pid_tgid() >> 32;
	parent_tgid = (u32)BPF_CORE_READ(bpf_get_current_task_btf(), real_parent, tgid);
	return 0;
}
