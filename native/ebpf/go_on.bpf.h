/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * From the dispatchers to the event bodies. Brief bodies are part of the dispatcher. It jumps directly to the
 * programs of other frequent calls: an indirect jump costs 15 ns if the kernel mitigates speculation.
 */
#pragma once

#include "dispatch.bpf.h"
#include "generated/hot.h"
#include "generated/plain_bodies.bpf.h"

#define BRIEF_BODY(CODE)            \
	case EVT_##CODE:            \
		CODE##__body(call); \
		return true;
#define HOT_PROGRAM(CODE)                                        \
	case EVT_##CODE:                                         \
		bpf_tail_call_static(ctx, programs, EVT_##CODE); \
		break;

/* Records the enter event of a call; false if there is no program for it. */
static __always_inline bool enter__go_on(u64 *ctx, u16 event, const struct call *call)
{
	void *programs = &enter_programs;

	switch (event) {
		BRIEF_HOT_ENTERS(BRIEF_BODY)
		HOT_ENTERS(HOT_PROGRAM)
	default:
		bpf_tail_call(ctx, programs, event);
	}
	return false;
}

/* Records the exit event of a call; no exit body is brief. Returns only if there is no program for it. */
static __always_inline void exit__go_on(u64 *ctx, u16 event)
{
	void *programs = &exit_programs;

	switch (event) {
		HOT_EXITS(HOT_PROGRAM)
	default:
		bpf_tail_call(ctx, programs, event);
	}
}
