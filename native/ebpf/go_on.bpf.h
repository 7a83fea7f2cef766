/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * From the dispatchers to the bodies of events. Where bodies are brief, the dispatcher has them itself. To
 * the programs of other calls that are made often it jumps directly: an indirect jump costs 15 ns where the
 * kernel guards them against speculation.
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

/* Makes the event of a call at its enter; false where no program has a body for it. */
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

/* The same at its exit, where no body is brief; returns where no program has a body for it. */
static __always_inline void exit__go_on(u64 *ctx, u16 event)
{
	void *programs = &exit_programs;

	switch (event) {
		HOT_EXITS(HOT_PROGRAM)
	default:
		bpf_tail_call(ctx, programs, event);
	}
}
