/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Facts about tasks. */
#pragma once

#include "kernel_read.bpf.h"
#include "maps.bpf.h"

/*
 * A task to which the verifier knows a pointer. Cast, because it searches all types of the kernel, several
 * times, for each pointer that is read through one that it trusts: this took it up to 5 ms for a program.
 */
static __always_inline struct task_struct *task__cast(struct task_struct *task)
{
	return bpf_ksym_exists(bpf_rdonly_cast)
		       ? bpf_rdonly_cast(task, bpf_core_type_id_kernel(struct task_struct))
		       : task;
}

/* The caller. */
static __always_inline struct task_struct *task__current(void)
{
	return task__cast(bpf_get_current_task_btf());
}

/* The kernel's indexes into rss_stat. */
#define MM_FILEPAGES 0
#define MM_ANONPAGES 1
#define MM_SWAPENTS 2
#define MM_SHMEMPAGES 3

static __always_inline u32 pages__to_kb(s64 pages)
{
	return pages > 0 ? (u32)(pages << (page_shift - 10)) : 0;
}

/* A macro: a function argument would not be a constant index, and CO-RE could not relocate the access. */
#define mm__pages(mm, kind)                                                       \
	({                                                                        \
		const struct mm_struct___before_6_2 *old = (const void *)(mm);    \
		s64 pages;                                                        \
                                                                                  \
		if (bpf_core_field_exists(old->rss_stat.count))                   \
			pages = BPF_CORE_READ(old, rss_stat.count[kind].counter); \
		else                                                              \
			pages = BPF_CORE_READ(mm, rss_stat[kind].count);          \
		pages;                                                            \
	})

static __always_inline u32 task__vm_size(const struct task_struct *task)
{
	const struct mm_struct *mm = task->mm;

	return mm ? pages__to_kb(BPF_CORE_READ(mm, total_vm)) : 0;
}

static __always_inline u32 task__vm_rss(const struct task_struct *task)
{
	const struct mm_struct *mm = task->mm;

	if (!mm)
		return 0;
	return pages__to_kb(mm__pages(mm, MM_FILEPAGES) + mm__pages(mm, MM_ANONPAGES) +
			    mm__pages(mm, MM_SHMEMPAGES));
}

static __always_inline u32 task__vm_swap(const struct task_struct *task)
{
	const struct mm_struct *mm = task->mm;

	return mm ? pages__to_kb(mm__pages(mm, MM_SWAPENTS)) : 0;
}
