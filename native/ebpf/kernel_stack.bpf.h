/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Since 6.13, a program that needs 64 bytes of stack or more has a stack of its own. Where a helper writes
 * what it reads from the caller's memory, the kernel checks longer if that is not on the kernel's stack: 45
 * ns for each read. Programs with tail calls stay on the kernel's stack, so programs contain one that they
 * never make.
 */
#pragma once

#include "maps.bpf.h"

const volatile bool is_never;

static __always_inline void stay_on_kernel_stack(u64 *ctx, void *programs)
{
	if (is_never)
		bpf_tail_call(ctx, programs, DISPATCHER_SLOT);
}
