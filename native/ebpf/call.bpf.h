/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * A system call as the bodies of events see it, whichever way it came. Bodies are compiled for each kind of
 * caller, which is a constant in them: those of callers of 64 bits do not ask.
 */
#pragma once

#include "maps.bpf.h"

struct call {
	const struct pt_regs *regs; /* of a caller of 64 bits */
	const u64 *args;	    /* of a caller of 32 bits, as x86_64 has them */
	bool is_narrow;		    /* 32 bits are what a pointer or a long has in the caller's memory */
	bool has_wide_times;	    /* but 64 what times and offsets have */
};

static __always_inline struct call call__native(const struct pt_regs *regs)
{
	return (struct call){.regs = regs};
}

static __always_inline u64 call__arg(const struct call *call, const int n)
{
	return call->is_narrow ? call->args[n] : syscall__arg(call->regs, n);
}
