/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Tables of descriptors. The calls of a rejected process that open, close or change descriptors are skipped.
 * From then on its table is unfollowed: state does not know it any more. That is noted here, and inherited by
 * children. When a call of such a process is recorded again, its table is described first (learn.bpf.h).
 */
#pragma once

#include "verdict.bpf.h"

static __always_inline u64 *unfollowed__word(u32 pid)
{
	return &unfollowed[pid % TIDS_MAX / 64];
}

/* Whether tables are described. Kernels before 5.17 cannot loop over them, and record all calls instead. */
static __always_inline bool tables__are_learnt(void)
{
	return learns_tables && bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_loop);
}

static __always_inline bool table__is_unfollowed(u32 pid)
{
	return tables__are_learnt() && *(volatile u64 *)unfollowed__word(pid) >> pid % 64 & 1;
}

static __always_inline void table__unfollow(u32 pid)
{
	if (!table__is_unfollowed(pid))
		__sync_fetch_and_or(unfollowed__word(pid), 1ULL << pid % 64);
}

static __always_inline void table__follow(u32 pid)
{
	__sync_fetch_and_and(unfollowed__word(pid), ~(1ULL << pid % 64));
}

/* Notes that the table was described before the call that a thread makes. */
static __always_inline void table__note_described(const struct task_struct *task)
{
	process_verdicts[(u32)task->tgid % VERDICT_SLOTS].noted_tid = (u32)task->pid;
}

/* Whether a call that state needs only for descriptors is skipped at its enter. */
static __always_inline bool table__skips_enter(const struct task_struct *task)
{
	u32 tid = (u32)task->pid, pid = (u32)task->tgid;

	if (!process__is_rejected(pid))
		return false;
	thread_verdicts[tid % VERDICT_SLOTS].noted_tid = tid;
	table__unfollow(pid);
	return true;
}

/*
 * The same for its exit. If the process has changed since the enter was skipped, the exit is recorded, but
 * state may not understand it, and the table may have been described before it changed.
 */
static __always_inline bool table__skips_exit(const struct task_struct *task)
{
	u32 tid = (u32)task->pid, pid = (u32)task->tgid;
	struct verdict *own = &thread_verdicts[tid % VERDICT_SLOTS];
	bool is_rejected = process__is_rejected(pid);

	if (is_rejected || own->noted_tid == tid) {
		own->noted_tid = 0;
		table__unfollow(pid);
	}
	return is_rejected;
}

/* A new process has a copy of its creator's table. A verdict on an earlier process with its pid, or without
 * the new thread, is stale. */
static __always_inline void table__inherit(u32 tid, u32 pid)
{
	u32 creator = bpf_get_current_pid_tgid() >> 32;
	u64 now = now_ns();

	time__raise(&thread_verdicts[tid % VERDICT_SLOTS].changed_at, now);
	time__raise(&process_verdicts[pid % VERDICT_SLOTS].changed_at, now);
	if (pid == creator)
		return;
	if (table__is_unfollowed(creator))
		table__unfollow(pid);
	else if (table__is_unfollowed(pid))
		table__follow(pid);
}
