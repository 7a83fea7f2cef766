/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Events other than system calls. The loader loads only the requested programs (native/probe.c). */
#pragma once

#include "../event.bpf.h"
#include "../task.bpf.h"
#include "../generated/emitters.bpf.h"

/* Signals whose sender is recorded. */
#define FIRST_REALTIME 32
#define LAST_REALTIME 64
#define SIG_HUP 1
#define SIG_INT 2
#define SIG_QUIT 3
#define SIG_KILL 9
#define SIG_TERM 15
#define SIG_CHLD 17
#define SIG_TSTP 20
/* Real-time priorities are below it. */
#define FIRST_FAIR_PRIO 100

/* Whether a switch concerns only the recorder: it leaves a CPU, or takes an idle one. */
static __always_inline bool switch__is_own(const struct task_struct *task, const struct task_struct *next)
{
	return task__is_own(task) || (!task->pid && task__is_own(next));
}

/* Whether a switch is recorded. */
static __always_inline bool switch__is_recorded(const struct task_struct *task,
						const struct task_struct *next)
{
	return !thread__is_stranger((u32)task->pid) && !thread__is_rejected((u32)task->pid) &&
	       !switch__is_own(task, next);
}

/*
 * What a thread had used when it got the CPU, in ns. Some kernels do not show switches from certain threads
 * (a 6.18 for virtual machines: from those of process 1). Then the CPU seems to have run another thread, and
 * the scheduler's own note is taken, which real-time classes do not keep.
 */
static __always_inline u64 switch__used_before(const struct cpu_state *cpu, const struct task_struct *task)
{
	u64 noted = task->prio < FIRST_FAIR_PRIO ? task->se.sum_exec_runtime : task->se.prev_sum_exec_runtime;

	barrier_var(noted); /* otherwise one load reads from either pointer, which the verifier refuses */
	return cpu->running_tid == (u32)task->pid ? cpu->used_before : noted;
}

/*
 * The CPU time in ns that a thread used since it got the CPU, as getrusage counts it; 0 if it got the CPU
 * before the probe was attached. Of switches that are not recorded, this notes when the next thread begins.
 */
static __always_inline u64 switch__cpu_time(const struct task_struct *task, const struct task_struct *next)
{
	struct cpu_state *cpu = cpu_state__get();
	u64 used = 0;

	if (!cpu)
		return 0;
	if (task->pid && cpu->has_switched)
		used = task->se.sum_exec_runtime - switch__used_before(cpu, task);
	cpu->has_switched = true;
	cpu->running_tid = (u32)next->pid;
	cpu->used_before = next->se.sum_exec_runtime;
	return used;
}

/* Whether a thread has not run before: its creation may not have been recorded yet. */
static __always_inline bool task__is_new(const struct task_struct *task)
{
	return !task->nvcsw && !task->nivcsw;
}

/* The event belongs to the thread that leaves the CPU, which is still the current one. */
SEC("tp_btf/sched_switch")
int on_switch(u64 *ctx)
{
	const struct task_struct *next = (const struct task_struct *)ctx[2];
	const struct task_struct *task = task__current();
	u64 cpu_time = switch__cpu_time(task, next);

	if (switch__is_recorded(task, next))
		emit__schedswitch_6_e((u32)task->pid, BPF_CORE_READ(next, pid), BPF_CORE_READ(task, maj_flt),
				      BPF_CORE_READ(task, min_flt), task__vm_size(task), task__vm_rss(task),
				      task__vm_swap(task), cpu_time, task->se.sum_exec_runtime,
				      task__is_new(next) ? next : NULL);
	return 0;
}

/* Whether the sender of a signal is recorded, as in the reference. */
static __always_inline bool signal__has_sender(int sig, int si_code)
{
	switch (sig) {
	case SIG_KILL:
	case SIG_CHLD:
		return true;
	case SIG_TERM:
	case SIG_HUP:
	case SIG_INT:
	case SIG_TSTP:
	case SIG_QUIT:
		return si_code <= 0;
	default:
		return sig >= FIRST_REALTIME && sig <= LAST_REALTIME;
	}
}

/* The sender is at the same offset for all kinds of signals. There may be no information at all. */
static __always_inline s64 signal__sender(int sig, const struct kernel_siginfo *info)
{
	if (!info || !signal__has_sender(sig, BPF_CORE_READ(info, si_code)))
		return 0;
	return BPF_CORE_READ(info, _sifields._kill._pid);
}

SEC("tp_btf/signal_deliver")
int on_signal(u64 *ctx)
{
	u32 tid = current__tid();
	int sig = (int)ctx[0];

	if (!task__is_recorded(task__current()))
		return 0;
	emit__signaldeliver_e(tid, signal__sender(sig, (const struct kernel_siginfo *)ctx[1]), tid, sig);
	return 0;
}

#if defined(__x86_64__)

/* Bits of the processor's error code (kernel's enum x86_pf_error_code). */
#define FAULT_PROTECTION 1
#define FAULT_WRITE 2
#define FAULT_USER 4
#define FAULT_RESERVED 8
#define FAULT_INSTRUCTION 16

/* The pf_flags of the schema: each of the first three has a bit for yes and a bit for no. */
static __always_inline u32 fault__flags(u64 error)
{
	u32 flags = error & FAULT_PROTECTION ? 1 : 2;

	flags |= error & FAULT_WRITE ? 4 : 8;
	flags |= error & FAULT_USER ? 16 : 32;
	flags |= error & FAULT_RESERVED ? 64 : 0;
	return flags | (error & FAULT_INSTRUCTION ? 128 : 0);
}

static __always_inline void record_page_fault(const u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[1];

	/* while an event is being written, the fault is caused by the probe's own read */
	if (task__is_recorded(task__current()) && !ring__is_busy())
		emit__page_fault_e(current__tid(), ctx[0], BPF_CORE_READ(regs, ip), fault__flags(ctx[2]));
}

SEC("tp_btf/page_fault_user")
int on_page_fault_user(u64 *ctx)
{
	record_page_fault(ctx);
	return 0;
}

SEC("tp_btf/page_fault_kernel")
int on_page_fault_kernel(u64 *ctx)
{
	record_page_fault(ctx);
	return 0;
}

#endif
