/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Birth and death of processes. */
#pragma once

#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../put.bpf.h"
#include "../task.bpf.h"

#define PF_KTHREAD 0x00200000
#define CORE_DUMPED 0x80
#define SIGNAL_MASK 0x7f
#define STOPPED 0x7f
#define REAPER_UNKNOWN (-1)

/* Who inherits the children: nobody (0) where there are none. */
static __always_inline s64 task__reaper(struct task_struct *task)
{
	struct list_head *first = BPF_CORE_READ(task, children.next);

	return first == &task->children ? 0 : REAPER_UNKNOWN;
}

SEC("tp_btf/sched_process_exit")
int on_process_exit(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	s64 status = BPF_CORE_READ(task, exit_code);
	u8 signal = status & SIGNAL_MASK;

	if ((BPF_CORE_READ(task, flags) & PF_KTHREAD) || BPF_CORE_READ(task, tgid) == (s32)self_tgid)
		return 0;
	emit__procexit_1_e(status, status >> 8 & 0xff, signal == STOPPED ? 0 : signal,
			   (status & CORE_DUMPED) != 0, task__reaper(task));
	return 0;
}
