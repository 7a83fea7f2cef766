/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Credentials of the caller. */
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

/* The login uid of audit; -1 if unset or not supported by the kernel. */
static __always_inline u32 task__loginuid(const struct task_struct *task)
{
	return bpf_core_field_exists(task->loginuid) ? BPF_CORE_READ(task, loginuid.val) : (u32)-1;
}

/* The user namespace of the caller. */
static __always_inline const struct user_namespace *task__user_ns(void)
{
	return BPF_CORE_READ(task__current(), cred, user_ns);
}

/* Most ranges that an id map holds itself, and that it refers to (the kernel's limits). */
#define ID_MAP_BASE_EXTENTS 5
#define ID_MAP_MAX_EXTENTS 340

/*
 * Translates a uid or gid of the caller's user namespace to that of the host. An id that is not mapped stays
 * as it is: either the call fails with it, or it is -1.
 */
static __always_inline u32 id_map__on_host(const struct uid_gid_map *map, u32 id)
{
	u32 count = BPF_CORE_READ(map, nr_extents);
	const void *extents = count <= ID_MAP_BASE_EXTENTS ? (const void *)&map->extent
							   : (const void *)BPF_CORE_READ(map, forward);

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < ID_MAP_MAX_EXTENTS && i < count; i++) {
		struct uid_gid_extent extent = {};

		bpf_probe_read_kernel(&extent, sizeof(extent), extents + i * sizeof(extent));
		if (id - extent.first < extent.count)
			return extent.lower_first + (id - extent.first);
	}
	return id;
}

static __always_inline u32 uid__on_host(u32 uid)
{
	return id_map__on_host(&task__user_ns()->uid_map, uid);
}

static __always_inline u32 gid__on_host(u32 gid)
{
	return id_map__on_host(&task__user_ns()->gid_map, gid);
}
