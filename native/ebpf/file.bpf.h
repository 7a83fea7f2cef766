/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The files that the caller has open. */
#pragma once

#include <linux/stat.h>

#include "kernel_read.bpf.h"
#include "task.bpf.h"

#define OVERLAYFS_MAGIC 0x794c7630
#define FMODE_CREATED 0x100000

/* The layer that holds a file of an overlayfs. */
#define LAYER_NONE 0
#define LAYER_UPPER 1
#define LAYER_LOWER 2

struct file_facts {
	u32 dev; /* as in a capture: major and minor in the 32-bit user encoding */
	u64 ino;
	u32 layer;    /* LAYER_ */
	bool created; /* by the call that opened it */
};

/* The open file of a descriptor, or NULL. Members of types that the verifier knows are loaded without a
 * helper. */
static __always_inline struct file *fd__file(s64 fd)
{
	struct files_struct *files = task__current()->files;
	struct fdtable *table = files ? files->fdt : NULL;
	struct file *file = NULL;

	if (!table || fd < 0 || fd >= table->max_fds)
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), table->fd + fd);
	return file;
}

/* Converts the kernel's dev_t (12 bits major, 20 bits minor) to the encoding of stat(2). */
static __always_inline u32 dev__encode(u32 dev)
{
	u32 major = dev >> 20, minor = dev & 0xfffff;

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

/* In overlayfs's structure, the dentry of the upper layer directly follows the inode. */
static __always_inline u32 inode__layer(struct inode *inode)
{
	void *upper = NULL;

	if (KERNEL_READ(struct inode, inode, i_sb, s_magic) != OVERLAYFS_MAGIC)
		return LAYER_NONE;
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + bpf_core_type_size(struct inode));
	return upper ? LAYER_UPPER : LAYER_LOWER;
}

/* Facts about an open descriptor; all 0 if it is not open and, as in the reference, for descriptor 0. */
static __always_inline struct file_facts fd__facts(s64 fd)
{
	struct file_facts facts = {};
	struct file *file = fd > 0 ? fd__file(fd) : NULL;
	struct inode *inode = file ? KERNEL_READ(struct file, file, f_inode) : NULL;

	if (!inode)
		return facts;
	facts.dev = dev__encode(KERNEL_READ(struct inode, inode, i_sb, s_dev));
	facts.ino = KERNEL_READ(struct inode, inode, i_ino);
	facts.layer = inode__layer(inode);
	facts.created = KERNEL_READ(struct file, file, f_mode) & FMODE_CREATED;
	return facts;
}

/* Whether an open descriptor is a directory. */
static __always_inline bool fd__is_directory(s64 fd)
{
	struct file *file = fd__file(fd);

	return file && (KERNEL_READ(struct file, file, f_inode, i_mode) & S_IFMT) == S_IFDIR;
}
