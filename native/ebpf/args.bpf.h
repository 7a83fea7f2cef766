/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Reads what the arguments of a call point to; 0 if it is unreadable. */
#pragma once

#include "call.bpf.h"
#include <linux/time_types.h>

#define NS_PER_SECOND 1000000000ull

static __always_inline u64 user__u64(u64 address)
{
	u64 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (const void *)address);
	return value;
}

static __always_inline u32 user__u32(u64 address)
{
	u32 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (const void *)address);
	return value;
}

/* A pointer or an unsigned long. */
static __always_inline u64 user__word(const struct call *call, u64 address)
{
	return call->is_narrow ? user__u32(address) : user__u64(address);
}

static __always_inline bool call__has_narrow_times(const struct call *call)
{
	return call->is_narrow && !call->has_wide_times;
}

/* A file offset. */
static __always_inline u64 user__offset(const struct call *call, u64 address)
{
	return call__has_narrow_times(call) ? (u64)(s32)user__u32(address) : user__u64(address);
}

/* A struct timespec in nanoseconds. */
static __always_inline u64 user__timespec_ns(const struct call *call, u64 address)
{
	struct __kernel_timespec time = {};
	s32 narrow[2] = {};

	if (call__has_narrow_times(call)) {
		bpf_probe_read_user(narrow, sizeof(narrow), (const void *)address);
		return narrow[0] * NS_PER_SECOND + narrow[1];
	}
	bpf_probe_read_user(&time, sizeof(time), (const void *)address);
	return time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}
