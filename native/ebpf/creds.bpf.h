/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Credentials of the caller. */
#pragma once

#include "search.bpf.h"
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

/* Most ranges that an id map holds itself. If there are more, it refers to two arrays of them: `forward` is
 * sorted by the ids in the namespace, `reverse` by those on the host. */
#define ID_MAP_BASE_EXTENTS 5
/* Halvings until one of 340 ranges, the kernel's limit, is left. */
#define ID_MAP_HALVINGS 9

static __always_inline struct uid_gid_extent extent__read(const void *extents, u32 index)
{
	struct uid_gid_extent extent = {};

	bpf_probe_read_kernel(&extent, sizeof(extent), extents + index * sizeof(extent));
	return extent;
}

/* The range that begins last among those that begin at an id or before. */
static __always_inline struct uid_gid_extent extents__search(const void *extents, u32 count, u32 id,
							     const bool is_host_id)
{
	const size_t field = is_host_id ? offsetof(struct uid_gid_extent, lower_first)
					: offsetof(struct uid_gid_extent, first);

	return extent__read(extents, sorted__find(extents + field, sizeof(struct uid_gid_extent), count, id,
						  ID_MAP_HALVINGS));
}

/* The range that has an id, if there is one. */
static __always_inline struct uid_gid_extent id_map__extent(const struct uid_gid_map *map, u32 id)
{
	u32 count = BPF_CORE_READ(map, nr_extents);
	struct uid_gid_extent extent = {};

	if (count > ID_MAP_BASE_EXTENTS)
		return extents__search(BPF_CORE_READ(map, forward), count, id, false);
	for (u32 i = 0; i < ID_MAP_BASE_EXTENTS && i < count && id - extent.first >= extent.count; i++)
		extent = extent__read(&map->extent, i);
	return extent;
}

/*
 * Translates a uid or gid of the caller's user namespace to that of the host. An id that is not mapped stays
 * as it is: either the call fails with it, or it is -1.
 */
static __always_inline u32 id_map__on_host(const struct uid_gid_map *map, u32 id)
{
	struct uid_gid_extent extent = id_map__extent(map, id);

	return id - extent.first < extent.count ? extent.lower_first + (id - extent.first) : id;
}

static __always_inline u32 uid__on_host(u32 uid)
{
	return id_map__on_host(&task__user_ns()->uid_map, uid);
}

static __always_inline u32 gid__on_host(u32 gid)
{
	return id_map__on_host(&task__user_ns()->gid_map, gid);
}
