/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * A system call as the bodies of events see it, whichever way it came. Bodies are compiled for each width of
 * callers, which is a constant in them: those of callers of 64 bits do not ask.
 */
#pragma once

#include "maps.bpf.h"

struct call {
	const struct pt_regs *regs; /* NULL where the arguments have been put in order */
	const u64 *args;	    /* of a caller of 32 bits, as x86_64 has them */
	u32 tid;	     /* of the caller; 0 where it is still to be asked for, which costs a call */
	bool is_narrow;	     /* 32 bits are what a pointer or a long has in the caller's memory */
	bool has_wide_times; /* but 64 what times and offsets have */
	bool is_either;	     /* nothing is known: is_narrow is asked of the caller, each time anew */
};

static __always_inline struct call call__native(const struct pt_regs *regs)
{
	return (struct call){.regs = regs};
}

static __always_inline struct call call__either(const struct pt_regs *regs)
{
	return (struct call){.regs = regs, .is_either = true};
}

/* Kept nowhere, so that the verifier does not follow the rest of a body once for each answer. */
static __always_inline bool call__is_narrow(const struct call *call)
{
	return call->is_either ? task__is_narrow(bpf_get_current_task_btf()) : call->is_narrow;
}

static __always_inline u32 call__tid(const struct call *call)
{
	return call->tid ?: current__tid();
}

static __always_inline u64 call__arg(const struct call *call, const int n)
{
	if (call->args)
		return call->args[n];
	return call__is_narrow(call) ? syscall__narrow_arg(call->regs, n) : syscall__arg(call->regs, n);
}
