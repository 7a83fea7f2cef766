/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * The kernel's structures, trimmed to the members that the probe reads; CO-RE finds the offsets of the
 * running kernel. A structure with a renamed member has a flavour (name___before_VERSION).
 */
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>

#include "shared.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__x86_64__)
struct pt_regs {
	unsigned long bp, bx, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip;
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

/* Information about a signal. The sender is at the same offset for all kinds of signals. */
union __sifields {
	struct {
		s32 _pid;
	} _kill;
};

struct kernel_siginfo {
	int si_code;
	union __sifields _sifields;
};

struct list_head {
	struct list_head *next, *prev;
};

struct super_block {
	u32 s_dev;
	unsigned long s_magic;
	unsigned long s_flags;
};

struct timespec64 {
	s64 tv_sec;
	long tv_nsec;
};

typedef struct {
	u32 val;
} kuid_t;

typedef struct {
	u32 val;
} kgid_t;

struct inode {
	u16 i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_flags;
	unsigned long i_ino;
	struct super_block *i_sb;
	void *i_private;
	s64 i_mtime_sec, i_ctime_sec;
	u32 i_mtime_nsec, i_ctime_nsec;
};

/* Before 6.11, and with the old names before 6.6 (change) and 6.7 (modification). */
struct inode___before_6_11 {
	struct timespec64 __i_ctime, __i_mtime;
};

struct inode___before_6_6 {
	struct timespec64 i_ctime;
};

struct inode___before_6_7 {
	struct timespec64 i_mtime;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct file {
	u32 f_mode;
	u32 f_flags;
	struct inode *f_inode;
	struct path f_path;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
	unsigned long *open_fds;
};

struct files_struct {
	struct fdtable *fdt;
};

struct percpu_counter {
	s64 count;
};

struct mm_struct {
	unsigned long total_vm;
	unsigned long arg_start, arg_end, env_start, env_end;
	struct file *exe_file;
	struct percpu_counter rss_stat[4];
};

/* Before 6.2. */
struct atomic_long___before_6_2 {
	s64 counter;
};

struct mm_rss_stat___before_6_2 {
	struct atomic_long___before_6_2 count[4];
};

struct mm_struct___before_6_2 {
	struct mm_rss_stat___before_6_2 rss_stat;
};

struct pid_namespace;
struct task_struct;

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct pid_namespace {
	unsigned int level;
	struct task_struct *child_reaper;
};

struct nsproxy {
	struct pid_namespace *pid_ns_for_children;
};

struct tty_driver {
	int major, minor_start;
};

struct tty_struct {
	struct tty_driver *driver;
	int index;
};

struct rlimit {
	unsigned long rlim_cur, rlim_max;
};

struct signal_struct {
	struct list_head thread_head;
	unsigned int is_child_subreaper : 1;
	unsigned int has_child_subreaper : 1;
	struct pid *pids[4];
	struct tty_struct *tty;
	struct rlimit rlim[16];
};

/* Two halves before 6.3, the same 64 bits. */
typedef struct {
	u64 val;
} kernel_cap_t;

struct group_info {
	int ngroups;
	kgid_t gid[1];
};

struct uid_gid_extent {
	u32 first, lower_first, count;
};

struct uid_gid_map {
	u32 nr_extents;
	struct uid_gid_extent extent[5];
	struct uid_gid_extent *forward, *reverse; /* instead of `extent` if there are more */
};

struct user_namespace {
	struct uid_gid_map uid_map, gid_map;
};

struct cred {
	kuid_t euid, fsuid;
	kgid_t egid, fsgid;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective;
	struct user_namespace *user_ns;
	struct group_info *group_info;
};

struct kernfs_node {
	struct kernfs_node *__parent;
	const char *name;
};

/* Before 6.15. */
struct kernfs_node___before_6_15 {
	struct kernfs_node *parent;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct cgroup_subsys {
	const char *name;
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys *ss;
};

struct css_set {
	struct cgroup_subsys_state *subsys[1];
};

/* The run queue of a CPU. */
struct rq {
	int cpu;
	struct task_struct *curr;
};

struct cfs_rq {
	struct rq *rq; /* only if the kernel schedules groups */
};

struct sched_entity {
	u64 sum_exec_runtime;
	u64 prev_sum_exec_runtime; /* that when the task was last picked; only the fair class sets it */
	struct cfs_rq *cfs_rq;	   /* only if the kernel schedules groups */
};

/* What perf tells a program at task_newtask. */
struct trace_event_raw_task_newtask {
	int pid; /* of the thread */
	unsigned long clone_flags;
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	int exit_code;
	s32 pid;
	s32 tgid;
	struct task_struct *real_parent, *group_leader;
	struct mm_struct *mm;
	struct fs_struct *fs;
	struct files_struct *files;
	struct list_head children;
	struct list_head thread_node;
	struct pid *thread_pid;
	struct signal_struct *signal;
	const struct cred *cred;
	struct nsproxy *nsproxy;
	struct css_set *cgroups;
	int prio;
	struct sched_entity se;
	unsigned long nvcsw, nivcsw;
	u64 start_time;
	unsigned long min_flt, maj_flt;
	kuid_t loginuid;
	char comm[16];
};

/* The subsystems that captures record. */
enum cgroup_subsys_id {
	cpuset_cgrp_id,
	cpu_cgrp_id,
	cpuacct_cgrp_id,
	io_cgrp_id,
	memory_cgrp_id,
};

#pragma clang attribute pop
