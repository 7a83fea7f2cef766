/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* What arguments of a call point at. Zero where it cannot be read. */
#pragma once

#include "maps.bpf.h"
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

/* A struct timespec in nanoseconds. */
static __always_inline u64 user__timespec_ns(u64 address)
{
	struct __kernel_timespec time = {};

	bpf_probe_read_user(&time, sizeof(time), (const void *)address);
	return time.tv_sec * NS_PER_SECOND + time.tv_nsec;
}
