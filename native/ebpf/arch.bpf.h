/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* System call registers, by architecture. */
#pragma once

#include "kernel_types.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#if defined(__x86_64__)

#include "generated/syscalls_x86_64.h"

/* x86 keeps stores in order. */
#define store_release(at, value) (*(volatile u64 *)(at) = (value))

#define TS_COMPAT 2
#define X32_BIT 0x40000000

static __always_inline long syscall__nr(const struct pt_regs *regs)
{
	return regs->orig_ax;
}

/* Argument 0 to 5, at enter and at exit. After a successful execve, all are 0. */
static __always_inline u64 syscall__arg(const struct pt_regs *regs, const int n)
{
	switch (n) {
	case 0:
		return regs->di;
	case 1:
		return regs->si;
	case 2:
		return regs->dx;
	case 3:
		return regs->r10;
	case 4:
		return regs->r8;
	default:
		return regs->r9;
	}
}

/* The same for a 32-bit caller; the upper halves of the registers are ignored. */
static __always_inline u32 syscall__narrow_arg(const struct pt_regs *regs, const int n)
{
	switch (n) {
	case 0:
		return regs->bx;
	case 1:
		return regs->cx;
	case 2:
		return regs->dx;
	case 3:
		return regs->si;
	case 4:
		return regs->di;
	default:
		return regs->bp;
	}
}

/* Whether a task is in a system call of the 32-bit table. */
static __always_inline bool task__is_narrow(const struct task_struct *task)
{
	return task->thread_info.status & TS_COMPAT;
}

/*
 * Whether the call uses another table of numbers: int 0x80, a 32-bit program or x32. The exit of an execve
 * that starts a 32-bit program counts, too: the kernel has replaced its number with that of the 32-bit table.
 */
static __always_inline bool syscall__is_foreign(const struct task_struct *task, long nr)
{
	return task__is_narrow(task) || (nr > 0 && (nr & X32_BIT));
}

#elif defined(__aarch64__)

#include "generated/syscalls_aarch64.h"

/* An exchange is a full barrier; BPF has store-release only since 6.15. */
#define store_release(at, value) __sync_lock_test_and_set(at, value)

#define TIF_32BIT_MASK (1UL << 22)
#define SYSCALL_EXECVE 221
#define COMPAT_EXECVE 11

static __always_inline long syscall__nr(const struct pt_regs *regs)
{
	return regs->syscallno;
}

/* Argument 0 to 5. At exit, register 0 holds the result; orig_x0 keeps the argument. */
static __always_inline u64 syscall__arg(const struct pt_regs *regs, const int n)
{
	return n == 0 ? regs->orig_x0 : regs->regs[n];
}

static __always_inline u32 syscall__narrow_arg(const struct pt_regs *regs, const int n)
{
	return syscall__arg(regs, n);
}

static __always_inline bool task__is_narrow(const struct task_struct *task)
{
	return task->thread_info.flags & TIF_32BIT_MASK;
}

static __always_inline bool syscall__is_foreign(const struct task_struct *task, long nr)
{
	(void)nr;
	return task__is_narrow(task);
}

#else
#error "no system call table for this architecture"
#endif
