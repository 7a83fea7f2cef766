/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * The kernel's structures, trimmed to the members that the probe reads; CO-RE finds the offsets of
 * the running kernel. A member that was renamed gets a flavour (name___since).
 */
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>

#include "shared.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__x86_64__)
struct pt_regs {
	unsigned long r10, r9, r8, ax, dx, si, di, orig_ax;
};
#elif defined(__aarch64__)
struct pt_regs {
	u64 regs[31];
	u64 orig_x0;
	s32 syscallno;
};
#endif

struct thread_info {
	unsigned long flags;
	u32 status;
};

struct list_head {
	struct list_head *next, *prev;
};

struct super_block {
	u32 s_dev;
	unsigned long s_magic;
};

struct inode {
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct dentry {
	struct inode *d_inode;
};

struct path {
	struct dentry *dentry;
};

struct file {
	u32 f_mode;
	struct inode *f_inode;
	struct path f_path;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct percpu_counter {
	s64 count;
};

struct mm_struct {
	unsigned long total_vm;
	struct percpu_counter rss_stat[4];
};

/* Before 6.2. */
struct mm_rss_stat___before_6_2 {
	s64 count[4];
};

struct mm_struct___before_6_2 {
	struct mm_rss_stat___before_6_2 rss_stat;
};

struct signal_struct;

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	int exit_code;
	s32 pid;
	s32 tgid;
	struct mm_struct *mm;
	struct files_struct *files;
	struct list_head children;
};

#pragma clang attribute pop
