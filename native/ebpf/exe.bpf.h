/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The executable file of the caller. */
#pragma once

#include "creds.bpf.h"
#include "file.bpf.h"
#include "search.bpf.h"

/* Flags of an executable in a capture. */
#define SCAP_EXE_WRITABLE 1
#define SCAP_EXE_UPPER_LAYER 2
#define SCAP_EXE_FROM_MEMFD 4
#define SCAP_EXE_LOWER_LAYER 8

#define SB_RDONLY 1
#define S_IMMUTABLE 8
#define MAY_WRITE 2
#define CAP_DAC_OVERRIDE_BIT (1 << 1)
#define CAP_FOWNER_BIT (1 << 3)
#define NOBODY ((u32)-1)
/* Halvings until one of 65536 supplementary groups, the kernel's limit, is left. */
#define GROUPS_HALVINGS 16
/* "memfd:" as a little-endian number. */
#define MEMFD_PREFIX 0x3a64666d656dull
#define MEMFD_PREFIX_BYTES 6
#define NS_PER_S 1000000000ull
/* The bits of nanoseconds. A higher bit marks a change time that has been queried (since 6.13). */
#define NS_MASK 0x3fffffff

static __always_inline u64 inode__time_ns(s64 seconds, u32 ns)
{
	return seconds < 0 ? 0 : seconds * NS_PER_S + (ns & NS_MASK);
}

static __always_inline u64 timespec64__ns(struct timespec64 time)
{
	return inode__time_ns(time.tv_sec, time.tv_nsec);
}

static __always_inline u64 inode__ctime(const struct inode *inode)
{
	const struct inode___before_6_11 *old = (const void *)inode;
	const struct inode___before_6_6 *older = (const void *)inode;

	if (bpf_core_field_exists(inode->i_ctime_sec))
		return inode__time_ns(BPF_CORE_READ(inode, i_ctime_sec), BPF_CORE_READ(inode, i_ctime_nsec));
	if (bpf_core_field_exists(old->__i_ctime))
		return timespec64__ns(BPF_CORE_READ(old, __i_ctime));
	return timespec64__ns(BPF_CORE_READ(older, i_ctime));
}

static __always_inline u64 inode__mtime(const struct inode *inode)
{
	const struct inode___before_6_11 *old = (const void *)inode;
	const struct inode___before_6_7 *older = (const void *)inode;

	if (bpf_core_field_exists(inode->i_mtime_sec))
		return inode__time_ns(BPF_CORE_READ(inode, i_mtime_sec), BPF_CORE_READ(inode, i_mtime_nsec));
	if (bpf_core_field_exists(old->__i_mtime))
		return timespec64__ns(BPF_CORE_READ(old, __i_mtime));
	return timespec64__ns(BPF_CORE_READ(older, i_mtime));
}

/* Whether an id of the host is mapped. */
static __always_inline bool id_map__has(const struct uid_gid_map *map, u32 id)
{
	u32 count = BPF_CORE_READ(map, nr_extents);

	if (count > ID_MAP_BASE_EXTENTS) {
		const void *reverse = BPF_CORE_READ(map, reverse);
		struct uid_gid_extent extent = extents__search(reverse, count, id, true);

		return id - extent.lower_first < extent.count;
	}
	for (u32 i = 0; i < ID_MAP_BASE_EXTENTS && i < count; i++) {
		struct uid_gid_extent extent = extent__read(&map->extent, i);

		if (id - extent.lower_first < extent.count)
			return true;
	}
	return false;
}

/* Searches the supplementary groups, which the kernel keeps sorted. */
static __always_inline bool cred__is_in_group(const struct cred *cred, u32 gid)
{
	const struct group_info *groups = BPF_CORE_READ(cred, group_info);
	const void *gids = &groups->gid;
	u32 count = BPF_CORE_READ(groups, ngroups), found = 0, at;

	if (!count)
		return false;
	at = sorted__find(gids, sizeof(found), count, gid, GROUPS_HALVINGS);
	bpf_probe_read_kernel(&found, sizeof(found), gids + (u64)at * sizeof(found));
	return found == gid;
}

/* Whether the caller's capabilities override the permissions of a file with owner `uid` and group `gid`. */
static __always_inline bool cred__overrides(const struct cred *cred, u32 uid, u32 gid)
{
	const struct user_namespace *ns = BPF_CORE_READ(cred, user_ns);
	u64 capabilities = capability__bits(&cred->cap_effective);

	if (!(capabilities & (CAP_DAC_OVERRIDE_BIT | CAP_FOWNER_BIT)) || !id_map__has(&ns->uid_map, uid))
		return false;
	return (capabilities & CAP_FOWNER_BIT) || id_map__has(&ns->gid_map, gid);
}

/* Whether the caller may write to the file, by owner, mode and capabilities. Access lists are ignored. */
static __always_inline bool cred__may_write(const struct cred *cred, const struct inode *inode)
{
	u32 uid = BPF_CORE_READ(inode, i_uid.val), gid = BPF_CORE_READ(inode, i_gid.val);
	u32 mode = BPF_CORE_READ(inode, i_mode);

	if ((BPF_CORE_READ(inode, i_sb, s_flags) & SB_RDONLY) ||
	    (BPF_CORE_READ(inode, i_flags) & S_IMMUTABLE))
		return false;
	if (uid == NOBODY || gid == NOBODY)
		return false;
	if (uid == BPF_CORE_READ(cred, fsuid.val))
		return true;
	if (gid == BPF_CORE_READ(cred, fsgid.val) || cred__is_in_group(cred, gid))
		mode >>= 3;
	return (mode & MAY_WRITE) || cred__overrides(cred, uid, gid);
}

/* Whether the file was made by memfd_create, and so is in no directory. */
static __always_inline bool file__is_memfd(const struct file *file)
{
	const struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	u64 name = 0;

	if (BPF_CORE_READ(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel(&name, MEMFD_PREFIX_BYTES, BPF_CORE_READ(dentry, d_name.name));
	return name == MEMFD_PREFIX;
}

static __always_inline struct inode *task__exe_inode(const struct task_struct *task)
{
	return BPF_CORE_READ(task, mm, exe_file, f_inode);
}

/* Not inline and not static, so that the verifier follows its many paths apart from those of the callers. */
__noinline u32 exe__flags(void)
{
	const struct task_struct *task = task__current();
	struct inode *inode = task__exe_inode(task);
	u32 layer = inode__layer(inode);

	return (cred__may_write(BPF_CORE_READ(task, cred), inode) ? SCAP_EXE_WRITABLE : 0) |
	       (layer == LAYER_UPPER ? SCAP_EXE_UPPER_LAYER : 0) |
	       (layer == LAYER_LOWER ? SCAP_EXE_LOWER_LAYER : 0) |
	       (file__is_memfd(BPF_CORE_READ(task, mm, exe_file)) ? SCAP_EXE_FROM_MEMFD : 0);
}
