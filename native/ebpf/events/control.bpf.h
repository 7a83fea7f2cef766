/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Capabilities, limits and names of processes. */
#pragma once

#include "../args.bpf.h"
#include "../creds.bpf.h"
#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"
#include "../put.bpf.h"

#include <linux/prctl.h>

SYS_EXIT_ALIKE(CAPSET_X)
{
	const struct task_struct *task = task__current();

	emit__capset_x(call__tid(call), ret, task__cap_inheritable(task), task__cap_permitted(task),
		       task__cap_effective(task));
}

/* RLIM_INFINITY of a 32-bit caller. */
#define NARROW_INFINITY ((u32)-1)

static __always_inline u64 narrow_limit__widen(u32 limit)
{
	return limit == NARROW_INFINITY ? (u64)-1 : limit;
}

/* A struct rlimit of the caller, with 32-bit members if its longs have 32 bits; 0 if unreadable. */
static __always_inline struct rlimit call__rlimit(const struct call *call, u64 address)
{
	struct rlimit limit = {};
	u32 narrow[2] = {};

	if (call->is_narrow) {
		bpf_probe_read_user(narrow, sizeof(narrow), (const void *)address);
		return (struct rlimit){narrow_limit__widen(narrow[0]), narrow_limit__widen(narrow[1])};
	}
	bpf_probe_read_user(&limit, sizeof(limit), (const void *)address);
	return limit;
}

/* A struct rlimit64 of the caller; `otherwise` if there is none, 0 if it is unreadable. */
static __always_inline struct rlimit user__rlimit64(u64 address, bool is_there, u64 otherwise)
{
	struct rlimit limit = {otherwise, otherwise};

	if (is_there && bpf_probe_read_user(&limit, sizeof(limit), (const void *)address))
		limit = (struct rlimit){};
	return limit;
}

SYS_EXIT(GETRLIMIT_X)
{
	struct rlimit limit = {-1, -1};

	if (ret == 0)
		limit = call__rlimit(call, arg(1));
	emit__getrlimit_x(call__tid(call), ret, limit.rlim_cur, limit.rlim_max);
}

SYS_EXIT(SETRLIMIT_X)
{
	struct rlimit limit = call__rlimit(call, arg(1));

	emit__setrlimit_x(call__tid(call), ret, limit.rlim_cur, limit.rlim_max,
			  rlimit_resources__to_scap(arg(0)));
}

SYS_EXIT(PRLIMIT_X)
{
	struct rlimit new = user__rlimit64(arg(2), arg(2), -1),
		      old = user__rlimit64(arg(3), ret == 0 && arg(3), -1);

	emit__prlimit_x(call__tid(call), ret, new.rlim_cur, new.rlim_max, old.rlim_cur, old.rlim_max,
			(s32)arg(0), rlimit_resources__to_scap(arg(1)));
}

/* Options have the kernel's numbers in captures. A name is recorded as text, anything else as a number. */
SYS_EXIT(PRCTL_X)
{
	s32 option = arg(0);
	struct writer w;

	if (option == PR_SET_NAME || option == PR_GET_NAME)
		emit__prctl_x(&w, ret, option, put__user_string(&w, arg(1)), 0);
	else
		emit__prctl_x(&w, ret, option, NOTHING,
			      option == PR_GET_CHILD_SUBREAPER ? (s32)user__u32(arg(1)) : (s64)arg(1));
}
