/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Rights of the caller. */
#pragma once

#include "task.bpf.h"

/* Bits above CAP_CHECKPOINT_RESTORE (40) have no name in captures. */
#define KNOWN_CAPABILITIES ((1ull << 41) - 1)

static __always_inline u64 capability__bits(const kernel_cap_t *set)
{
	u64 bits = 0;

	bpf_probe_read_kernel(&bits, sizeof(bits), set);
	return bits & KNOWN_CAPABILITIES;
}

#define TASK_CAPABILITY(kind)                                                   \
	static __always_inline u64 task__##kind(const struct task_struct *task) \
	{                                                                       \
		const struct cred *cred = BPF_CORE_READ(task, cred);            \
                                                                                \
		return capability__bits(&cred->kind);                           \
	}

TASK_CAPABILITY(cap_inheritable)
TASK_CAPABILITY(cap_permitted)
TASK_CAPABILITY(cap_effective)

static __always_inline u32 task__euid(const struct task_struct *task)
{
	return BPF_CORE_READ(task, cred, euid.val);
}

static __always_inline u32 task__egid(const struct task_struct *task)
{
	return BPF_CORE_READ(task, cred, egid.val);
}

/* Who logged in, for audit; -1 where nobody did or the kernel does not keep it. */
static __always_inline u32 task__loginuid(const struct task_struct *task)
{
	return bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val) : (u32)-1;
}
