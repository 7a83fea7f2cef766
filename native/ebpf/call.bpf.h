/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * A system call as event bodies see it, from either table of numbers. Each body is compiled once for 64-bit
 * and once for 32-bit callers. The width is a constant in it, so the body for 64-bit callers does not test
 * it.
 */
#pragma once

#include "maps.bpf.h"

struct call {
	const struct pt_regs *regs; /* NULL if `args` is set */
	const u64 *args;	    /* of a 32-bit caller, in the order of x86_64 */
	u32 tid;		    /* of the caller; 0: not known yet, reading it takes a helper call */
	bool is_narrow;		    /* pointers and longs have 32 bits in the caller's memory */
	bool has_wide_times;	    /* but times and offsets have 64 */
	bool is_either;		    /* the width is unknown: it is read from the task each time */
};

static __always_inline struct call call__native(const struct pt_regs *regs)
{
	return (struct call){.regs = regs};
}

static __always_inline struct call call__either(const struct pt_regs *regs)
{
	return (struct call){.regs = regs, .is_either = true};
}

/* Not cached: the verifier would follow the rest of a body once for each answer. */
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
