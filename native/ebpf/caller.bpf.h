/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * The caller of a system call. The first helper that a program calls takes 20 ns (docs/BENCHMARKS.md), and a
 * call that is not recorded needs no other. So the task is read from the CPU's run queue, whose address never
 * changes. Values of a CPU are looked up without a helper since 6.10, as bpf_preempt_disable is there.
 */
#pragma once

#include "ring.bpf.h"
#include "task.bpf.h"

/* By CPU: the address of its run queue; 0: not known yet. Programs follow it, so user space may not write it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(map_flags, BPF_F_RDONLY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} run_queues SEC(".maps");

static __always_inline u64 *run_queue__slot(void)
{
	u32 key = 0;

	if (!bpf_ksym_exists(bpf_preempt_disable) || !bpf_ksym_exists(bpf_rdonly_cast) ||
	    !bpf_core_field_exists(struct cfs_rq, rq))
		return NULL;
	return bpf_map_lookup_elem(&run_queues, &key);
}

/* The caller, by a helper. Notes the run queue of this CPU if its current task is the caller. */
static __always_inline struct task_struct *caller__find(u64 *slot)
{
	struct task_struct *task = task__current();

	if (slot) {
		struct rq *queue = task->se.cfs_rq->rq;

		if (queue->curr == task && queue->cpu == (int)bpf_get_smp_processor_id())
			*slot = (u64)queue;
	}
	return task;
}

/* The caller, in programs of system calls: while the CPU changes threads, its run queue names the next one.
 */
static __always_inline struct task_struct *caller__task(void)
{
	u64 *slot = run_queue__slot();
	const struct rq *queue;

	if (!slot || !*slot)
		return caller__find(slot);
	queue = bpf_rdonly_cast((const void *)*slot, bpf_core_type_id_kernel(struct rq));
	return task__cast(queue->curr);
}
