/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Paths of open files and directories, built from the names of their directories: no helper returns them in a
 * system call. */
#pragma once

#include "file.bpf.h"
#include "put.bpf.h"
#include "repeat.bpf.h"

/* Most directories and mount points up to the root. */
#define PATH_DEPTH 96
#define NAME_MASK 0xff
/* Offset of the buffer in which a path is built, from its end. It lies in the same ring, past the longest
 * event, in memory that is not in use yet. */
#define PATH_CORNER (112 * 1024)
#define PATH_MASK (PATH_BYTES - 1)

/* Position of the walk to the root. */
struct path_walk {
	u8 *corner; /* the buffer */
	struct cpu_state *cpu;
	struct dentry *dentry;
	struct mount *mount;
	struct path root; /* of the process */
	u32 start;	  /* of the path so far, in the buffer */
};

/* Steps over one mount point or one name. 1 at the root, or if the buffer is full; otherwise 0. */
static __noinline long path_walk__step(u32 index, struct path_walk *walk)
{
	u8 *corner = walk->corner;
	struct dentry *dentry = walk->dentry, *parent = BPF_CORE_READ(dentry, d_parent);
	struct mount *mount = walk->mount;
	u32 len;

	(void)index;
	if (dentry == walk->root.dentry && &mount->mnt == walk->root.mnt) {
		/* a root that was changed has the name of a directory outside */
		if (walk->start == PATH_BYTES - 1)
			store_u8(corner + --walk->start, '/');
		return 1;
	}
	if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
		walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
		walk->mount = BPF_CORE_READ(mount, mnt_parent);
		return walk->mount == mount;
	}
	len = BPF_CORE_READ(dentry, d_name.len) & NAME_MASK;
	if (dentry == parent || len + 1 > walk->start)
		return 1;
	walk->start -= len + 1;
	store_u8(corner + low_bits(walk->start, PATH_MASK), '/');
	bpf_probe_read_kernel(corner + low_bits(walk->start, PATH_MASK) + 1, low_bits(len, NAME_MASK),
			      BPF_CORE_READ(dentry, d_name.name));
	walk->dentry = parent;
	walk->start = cpu__forget(walk->cpu, walk->start);
	return 0;
}

/* Appends a path from the root of the process, or of its mounts if it is not below it; of a name in no
 * directory (memfd), only the name. */
static __always_inline struct written put__path(struct writer *w, const struct vfsmount *mnt,
						struct dentry *dentry)
{
	u8 *corner = w->event + PATH_CORNER;
	struct path_walk walk = {
		.corner = corner,
		.cpu = w->cpu,
		.dentry = dentry,
		.mount = (void *)mnt - bpf_core_field_offset(struct mount, mnt),
		.root = {BPF_CORE_READ(task__current(), fs, root.mnt),
			 BPF_CORE_READ(task__current(), fs, root.dentry)},
		.start = PATH_BYTES - 1,
	};

	store_u8(corner + PATH_BYTES - 1, 0);
	REPEAT(PATH_DEPTH, path_walk__step, &walk);
	if (walk.start == PATH_BYTES - 1)
		return put__kernel_string(w, BPF_CORE_READ(dentry, d_name.name));
	return put__kernel_string(w, corner + low_bits(walk.start, PATH_MASK));
}

/* Appends the path of a file, nothing for NULL. */
static __always_inline struct written put__file_path(struct writer *w, const struct file *file)
{
	if (!file)
		return NOTHING;
	return put__path(w, BPF_CORE_READ(file, f_path.mnt), BPF_CORE_READ(file, f_path.dentry));
}

/* Appends the working directory of a task. */
static __always_inline struct written put__directory(struct writer *w, const struct task_struct *task)
{
	const struct fs_struct *fs = BPF_CORE_READ(task, fs);

	return put__path(w, BPF_CORE_READ(fs, pwd.mnt), BPF_CORE_READ(fs, pwd.dentry));
}
