/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Facts about the calling task. */
#pragma once

#include "maps.bpf.h"

static __always_inline struct task_struct *task__current(void)
{
	return bpf_get_current_task_btf();
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

static __always_inline u32 task__vm_size(void)
{
	const struct mm_struct *mm = task__current()->mm;

	return mm ? pages__to_kb(BPF_CORE_READ(mm, total_vm)) : 0;
}

static __always_inline u32 task__vm_rss(void)
{
	const struct mm_struct *mm = task__current()->mm;

	if (!mm)
		return 0;
	return pages__to_kb(mm__pages(mm, MM_FILEPAGES) + mm__pages(mm, MM_ANONPAGES) +
			    mm__pages(mm, MM_SHMEMPAGES));
}

static __always_inline u32 task__vm_swap(void)
{
	const struct mm_struct *mm = task__current()->mm;

	return mm ? pages__to_kb(mm__pages(mm, MM_SWAPENTS)) : 0;
}
