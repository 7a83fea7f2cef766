/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * What the hooks of system calls tell programs. The same programs are attached to BTF tracepoints or, where
 * the kernel may preempt these, to the tracepoints raw_syscalls of perf, which disables preemption around
 * them. The number of the call is word 1 of both contexts.
 */
#pragma once

#include "maps.bpf.h"

/* The registers of the caller. */
static __always_inline const struct pt_regs *hook__regs(const u64 *ctx)
{
	if (is_called_by_perf)
		return (const struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	return (const struct pt_regs *)ctx[0];
}

/* At enter: the number of the call. */
static __always_inline long hook__nr(const u64 *ctx)
{
	return (long)ctx[1];
}

/* At exit: the result. */
static __always_inline long hook__result(const u64 *ctx)
{
	u64 result;

	if (!is_called_by_perf)
		return (long)ctx[1];
	result = ctx[2];
	/* the address of a load must not depend on the setting */
	barrier_var(result);
	return (long)result;
}
