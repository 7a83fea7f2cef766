/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Which events a system call has, and whether they are recorded. */
#pragma once

#include "condition.bpf.h"
#include "file.bpf.h"
#include "held_enter.bpf.h"
#include "table.bpf.h"

/* Code and events of a system call. Numbers outside the table have generic events. */
static __always_inline struct syscall_row syscall_row__get(long nr)
{
	u64 at = nr;

	if (at < SYSCALL_MAX)
		return *(const struct syscall_row *)&syscall_rows[at];
	return (struct syscall_row){0, EVT_GENERIC_E, EVT_GENERIC_X};
}

/* The interest in a system call: INTEREST_ bits. */
static __always_inline u8 syscall__interest(long nr)
{
	u64 at = nr;

	return at < SYSCALL_MAX ? interest[at] : INTEREST_ENTER | INTEREST_EXIT;
}

/* The interest in the exit of a call. Whether state needs a call that opens files depends on the result. */
static __always_inline u8 syscall__interest_in_exit(u8 interest, long ret)
{
	if (!(interest & INTEREST_OPENS))
		return interest;
	if (ret < 0 || ((interest & INTEREST_DIRECTORIES) && !fd__is_directory(ret)))
		return interest & ~INTEREST_STATE;
	return interest;
}

/* Counts a call that cannot be recorded, unless its thread is rejected. */
static __always_inline void syscall__count_unknown(const struct task_struct *task)
{
	if (task__is_recorded(task))
		stat__count(STAT_FOREIGN_ABI);
}

/*
 * Whether the event of a call that `which` selects is recorded. A negative number is not a call: it appears
 * at the exit of rt_sigreturn, which restores other registers, and if a tracer cancelled the call.
 */
static __always_inline bool syscall__is_recorded(const struct task_struct *task, long nr, u8 interest,
						 u8 which)
{
	if (nr < 0 || !(interest & which) || !task__is_seen(task))
		return false;
	if (!(interest & INTEREST_STATE))
		return !thread__is_rejected((u32)task->pid);
	if (!tables__are_learnt() || !(interest & INTEREST_DESCRIPTORS))
		return true;
	return which == INTEREST_ENTER ? !table__skips_enter(task) : !table__skips_exit(task);
}

/*
 * Whether the table of a process must be described before the enter event of a call is recorded. Of a process
 * that is still rejected, only the descriptor matters that becomes its directory. False when the call is
 * dispatched again after that.
 */
static __always_inline bool table__is_needed(const struct task_struct *task, u16 enter)
{
	u32 tid = (u32)task->pid, pid = (u32)task->tgid;
	struct verdict *own = &process_verdicts[pid % VERDICT_SLOTS];

	if (!tables__are_learnt())
		return false;
	if (own->noted_tid == tid) {
		own->noted_tid = 0;
		return false;
	}
	return table__is_unfollowed(pid) && (enter == EVT_FCHDIR_E || !process__is_rejected(pid));
}

/* Notes that a process got a descriptor of another one, whose table may be unfollowed. */
static __always_inline void table__take_from_others(const struct task_struct *task, u16 exit, long ret)
{
	if (tables__are_learnt() && exit == EVT_PIDFD_GETFD_X && ret >= 0)
		table__unfollow((u32)task->tgid);
}

/* What is known of the outcome of a call when it begins. */
#define NOT_ENDED (&(struct outcome){0, LATENCY_UNKNOWN})

/* The outcome of a call with this enter event. */
static __always_inline struct outcome call__outcome(const struct task_struct *task, u16 enter, long ret)
{
	return (struct outcome){ret, has_latencies ? enter__age((u32)task->pid, enter) : LATENCY_UNKNOWN};
}

/* Whether the filter may accept a call. Calls that state needs are recorded in any case. */
static __always_inline bool syscall__can_pass(const u16 *conditions, long nr, u8 interest,
					      const struct call *call, const struct outcome *outcome)
{
	u64 at = nr;

	if (!has_conditions || (interest & INTEREST_STATE) || at >= SYSCALL_MAX || !conditions[at])
		return true;
	return condition__holds(conditions[at], path_arguments[at], call, outcome);
}
