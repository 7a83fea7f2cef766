/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Bodies of the events that concern the whole machine or the internals of other processes. */
#pragma once

#include "../args.bpf.h"
#include "../dyn.bpf.h"
#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"
#include "../put.bpf.h"
#include <linux/mount.h>

SYS_EXIT(IO_URING_SETUP_X)
{
	struct io_uring_params params = {};

	bpf_probe_read_user(&params, sizeof(params), (const void *)arg(1));
	emit__io_uring_setup_x(call__tid(call), ret, arg(0), params.sq_entries, params.cq_entries,
			       io_uring_setup_flags__to_scap(params.flags), params.sq_thread_cpu,
			       params.sq_thread_idle, io_uring_setup_feats__to_scap(params.features));
}

static __always_inline bool fsconfig__has_text(u32 cmd)
{
	return cmd == FSCONFIG_SET_STRING || cmd == FSCONFIG_SET_PATH || cmd == FSCONFIG_SET_PATH_EMPTY;
}

/* The command decides whether the value is text, bytes or nothing. It is nothing if the call failed. */
SYS_EXIT(FSCONFIG_X)
{
	u32 cmd = arg(1);
	bool has_bytes = ret >= 0 && cmd == FSCONFIG_SET_BINARY;
	bool has_text = ret >= 0 && fsconfig__has_text(cmd);
	struct writer w;

	emit__fsconfig_x(&w, ret, (s32)arg(0), cmd, put__user_string(&w, arg(2)),
			 has_bytes ? put__user_data(&w, arg(3), (s32)arg(4)) : NOTHING,
			 has_text ? put__user_string(&w, arg(3)) : NOTHING, arg(4));
}

/* The data of ptrace: the word that the request read, a signal, or the argument itself. */
static __always_inline struct written put__ptrace_data(struct writer *w, const struct call *call, long ret)
{
	u64 data = arg(3);

	if (ret < 0)
		return put__dyn_u64(w, DYN_PTRACE_U64, 0);
	switch (arg(0)) {
	case PTRACE_PEEKTEXT:
	case PTRACE_PEEKDATA:
	case PTRACE_PEEKUSR:
		return put__dyn_u64(w, DYN_PTRACE_U64, user__word(call, data));
	case PTRACE_CONT:
	case PTRACE_SINGLESTEP:
	case PTRACE_DETACH:
	case PTRACE_SYSCALL:
		return put__dyn_u8(w, DYN_PTRACE_SIGNAL, data);
	default:
		return put__dyn_u64(w, DYN_PTRACE_U64, data);
	}
}

SYS_EXIT(PTRACE_X)
{
	struct writer w;

	emit__ptrace_x(&w, ret, put__dyn_u64(&w, DYN_PTRACE_U64, ret < 0 ? 0 : arg(2)),
		       put__ptrace_data(&w, call, ret));
}
