/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The end of processes and threads. */
#pragma once

#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../reaper.bpf.h"

#define PF_KTHREAD 0x00200000
#define CORE_DUMPED 0x80
#define SIGNAL_MASK 0x7f
#define STOPPED 0x7f

SEC("tp_btf/sched_process_exit")
int on_process_exit(void *ctx)
{
	const struct task_struct *task = bpf_get_current_task_btf();
	s64 status = BPF_CORE_READ(task, exit_code);
	u8 signal = status & SIGNAL_MASK;

	(void)ctx;
	enter__drop((u32)task->pid);
	if ((task->flags & PF_KTHREAD) || !task__is_seen(task))
		return 0;
	caller__change();
	emit__procexit_1_e(current__tid(), status, status >> 8 & 0xff, signal == STOPPED ? 0 : signal,
			   (status & CORE_DUMPED) != 0, task__reaper(task));
	return 0;
}
